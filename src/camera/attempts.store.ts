/** Rows of face sign-in attempts. Every statement is safe if two requests work on one attempt at once. */
import { and, asc, eq, gt, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { AttemptState } from '../biometrics/session/attempt.ts';
import { CHALLENGE_FRAMES, FRAME_GAP_MS, SESSION_FRAMES, SESSION_MS } from '../biometrics/session/session.ts';
import type { Database, Queryable } from '../db/open.ts';
import { loginAttempts, users } from '../db/schema.ts';
import { happened } from '../events/events.store.ts';
import { NO_ACCOUNT, turnFaceOffWhenDue } from '../throttle/face-off.store.ts';
import type { Attempt, Outcome } from './attempt.ts';
import { isOverdue } from './overdue.store.ts';
import { recordOf } from './record.ts';
import type { SessionStore } from './session.ts';

type NewAttempt = Pick<Attempt, 'next' | 'state' | 'recognizer' | 'mode' | 'claimedUserId' | 'throttle'> & {
  tokenHash: string;
  now: Date;
};

export async function insertAttempt(db: Queryable, attempt: NewAttempt): Promise<void> {
  const { now, ...values } = attempt;
  const expiresAt = new Date(now.getTime() + SESSION_MS);
  await db.insert(loginAttempts).values({ ...values, openedAt: now, expiresAt, frameLimit: SESSION_FRAMES });
}

/** The row of an attempt that goes on: its state is complete. */
function running(row: typeof loginAttempts.$inferSelect): Attempt {
  const { state, ...rest } = row;
  if (!('frameIds' in state)) throw new TypeError('The attempt is over: nothing is kept to go on with');
  return { ...rest, state };
}

/** Finds the attempt of a browser's token. */
export async function findAttempt(db: Queryable, tokenHash: string): Promise<Attempt | undefined> {
  const [row] = await db.select().from(loginAttempts).where(eq(loginAttempts.tokenHash, tokenHash));
  return row && running(row);
}

async function save(tx: Queryable, { id, state }: Pick<Attempt, 'id' | 'state'>): Promise<void> {
  await tx.update(loginAttempts).set({ state }).where(eq(loginAttempts.id, id));
}

/** Stores attempts as camera sessions. The key is the hash of the browser's token. */
export const attempts: SessionStore<Attempt> = {
  async reserve(db, tokenHash, now) {
    const gap = new Date(now.getTime() - FRAME_GAP_MS);
    const [row] = await db
      .update(loginAttempts)
      .set({ frames: sql`${loginAttempts.frames} + 1`, lastFrameAt: now })
      .where(
        and(
          eq(loginAttempts.tokenHash, tokenHash),
          isNull(loginAttempts.endedAt),
          gt(loginAttempts.expiresAt, now),
          lt(loginAttempts.frames, loginAttempts.frameLimit),
          or(isNull(loginAttempts.lastFrameAt), lte(loginAttempts.lastFrameAt, gap)),
        ),
      )
      .returning();
    return row && running(row);
  },
  async lock(tx, tokenHash) {
    const open = and(eq(loginAttempts.tokenHash, tokenHash), isNull(loginAttempts.endedAt));
    const [row] = await tx.select().from(loginAttempts).where(open).for('update');
    return row && running(row);
  },
  save,
  async extend(tx, { id, state }, now) {
    const expiresAt = new Date(now.getTime() + SESSION_MS);
    const frameLimit = sql`${loginAttempts.frames} + ${CHALLENGE_FRAMES}`;
    await tx.update(loginAttempts).set({ state, expiresAt, frameLimit }).where(eq(loginAttempts.id, id));
  },
};

/** An attempt that is about to end: its locked row with its present state. */
export type EndedAttempt = Pick<Attempt, 'id' | 'mode' | 'claimedUserId'> & { state: AttemptState };

/**
 * Ends an attempt. Its cookie finds nothing any more; the row keeps the reason and the scores (`record.ts`). An attempt
 * that has ended already keeps its first outcome. One failure too many turns the face of the account off.
 */
export async function endAttempt(
  db: Queryable,
  attempt: EndedAttempt,
  end: { outcome: Outcome; now: Date; userId?: string; scores?: Record<string, number> },
): Promise<void> {
  const { outcome, now, userId = null, scores = null } = end;
  const { counted } = attempt.state;
  // The account whose face was recognised and refused, if it still exists.
  const about = counted ? sql`(select ${users.id} from ${users} where ${users.id} = ${counted})` : null;
  const record = recordOf(attempt, outcome);
  const [ended] = await db
    .update(loginAttempts)
    .set({ endedAt: now, outcome, tokenHash: null, userId: userId ?? about, scores, ...record })
    .where(and(eq(loginAttempts.id, attempt.id), isNull(loginAttempts.endedAt)))
    .returning({ about: loginAttempts.userId });
  if (outcome === 'accepted' || !ended) return;
  await happened(db, {
    at: now,
    userId: ended.about,
    kind: 'sign-in-failed',
    // A face that was recognised and refused may be a picture, or somebody alike. Webhooks tell of the typed name alone.
    toldOf: attempt.claimedUserId,
    detail: { method: 'face', ...(record.reason && { reason: record.reason }) },
  });
  await turnFaceOffWhenDue(db, counted ?? attempt.claimedUserId ?? NO_ACCOUNT, now);
}

/** Attempts that one transaction ends. */
const SWEEP_ROWS = 500;

/**
 * Ends expired attempts that nobody came back to as abandoned, at the time at which they expired. Their rows stay for
 * the record.
 */
export async function endAbandonedAttempts(db: Database, now: Date): Promise<void> {
  const left = isOverdue(now);
  for (let found = SWEEP_ROWS; found === SWEEP_ROWS; ) {
    found = await db.transaction(async (tx) => {
      const open = tx.select().from(loginAttempts).where(left).orderBy(asc(loginAttempts.openedAt)).limit(SWEEP_ROWS);
      const rows = await open.for('update');
      for (const row of rows) await endAttempt(tx, running(row), { outcome: 'abandoned', now: row.expiresAt });
      return rows.length;
    });
  }
}
