/** Rows of face sign-in attempts. Every statement is safe against the same attempt running twice at once. */
import { and, asc, eq, gt, isNull, lt, lte, or, sql } from 'drizzle-orm';
import { CHALLENGE_FRAMES, FRAME_GAP_MS, SITTING_FRAMES, SITTING_MS } from '../biometrics/session/session.ts';
import type { Database, Queryable } from '../db/open.ts';
import { loginAttempts, users } from '../db/schema.ts';
import { NO_ACCOUNT, turnFaceOffWhenDue } from '../throttle/face-off.store.ts';
import type { Attempt, AttemptState, Outcome } from './attempt.ts';
import { recordOf } from './record.ts';

export type NewAttempt = {
  tokenHash: string;
  next: string;
  state: unknown;
  recognizer: string;
  mode: Attempt['mode'];
  claimedUserId: string | null;
  throttleKey: string;
  now: Date;
};

export async function insertAttempt(db: Queryable, attempt: NewAttempt): Promise<void> {
  const { now, ...values } = attempt;
  await db
    .insert(loginAttempts)
    .values({ ...values, openedAt: now, expiresAt: new Date(now.getTime() + SITTING_MS), frameLimit: SITTING_FRAMES });
}

/**
 * Takes the attempt's next frame slot in one statement, so that two frames sent at once cannot share it.
 * @returns the attempt with the slot counted, or undefined where there is none to take.
 */
export async function reserveFrame(db: Queryable, tokenHash: string, now: Date): Promise<Attempt | undefined> {
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
  return row;
}

export async function findAttempt(db: Queryable, tokenHash: string): Promise<Attempt | undefined> {
  const [row] = await db.select().from(loginAttempts).where(eq(loginAttempts.tokenHash, tokenHash));
  return row;
}

/** The attempt, locked until the transaction ends; undefined once it is over. */
export async function lockAttempt(tx: Queryable, id: string): Promise<Attempt | undefined> {
  const [row] = await tx
    .select()
    .from(loginAttempts)
    .where(and(eq(loginAttempts.id, id), isNull(loginAttempts.endedAt)))
    .for('update');
  return row;
}

export async function saveState(tx: Queryable, id: string, state: unknown): Promise<void> {
  await tx.update(loginAttempts).set({ state }).where(eq(loginAttempts.id, id));
}

/** Gives an attempt the time and the frames of a challenge: 30 s from now, a frame every 400 ms. */
export async function extendAttempt(
  tx: Queryable,
  id: string,
  { state, now }: { state: AttemptState; now: Date },
): Promise<void> {
  const expiresAt = new Date(now.getTime() + SITTING_MS);
  const frameLimit = sql`${loginAttempts.frames} + ${CHALLENGE_FRAMES}`;
  await tx.update(loginAttempts).set({ state, expiresAt, frameLimit }).where(eq(loginAttempts.id, id));
}

/** An attempt to end: its row, as it was locked, with the state that it has by now. */
export type EndedAttempt = Pick<Attempt, 'id' | 'mode' | 'claimedUserId' | 'state'>;

/**
 * Ends an attempt: its cookie finds nothing any more, and the row keeps why and how sure (`record.ts`). An attempt that
 * has ended already keeps its first outcome. The last of too many failed ones turns the face of its account off.
 */
export async function endAttempt(
  db: Queryable,
  attempt: EndedAttempt,
  end: { outcome: Outcome; now: Date; userId?: string; scores?: Record<string, number> },
): Promise<void> {
  const { outcome, now, userId = null, scores = null } = end;
  const state = attempt.state as AttemptState;
  const record = recordOf({ ...attempt, state }, outcome);
  // Whose face was recognised and kept out, where the account is still there.
  const about = state.counted ? sql`(select ${users.id} from ${users} where ${users.id} = ${state.counted})` : null;
  await db
    .update(loginAttempts)
    .set({ endedAt: now, outcome, tokenHash: null, userId: userId ?? about, scores, ...record })
    .where(and(eq(loginAttempts.id, attempt.id), isNull(loginAttempts.endedAt)));
  if (outcome !== 'accepted') await turnFaceOffWhenDue(db, state.counted ?? attempt.claimedUserId ?? NO_ACCOUNT, now);
}

/** Attempts that are ended in one transaction. */
const SWEEP_ROWS = 500;

/** Marks attempts that nobody came back to as left; their rows stay for the record. */
export async function endAbandonedAttempts(db: Database, now: Date): Promise<void> {
  const left = and(isNull(loginAttempts.endedAt), lt(loginAttempts.expiresAt, now));
  for (let found = SWEEP_ROWS; found === SWEEP_ROWS; ) {
    found = await db.transaction(async (tx) => {
      const open = tx.select().from(loginAttempts).where(left).orderBy(asc(loginAttempts.openedAt)).limit(SWEEP_ROWS);
      const rows = await open.for('update');
      for (const row of rows) await endAttempt(tx, row, { outcome: 'abandoned', now });
      return rows.length;
    });
  }
}
