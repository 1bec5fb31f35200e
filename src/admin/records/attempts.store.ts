/** Sign-in attempts as the administrator sees them. */
import { aliasedTable, and, desc, eq, gte, inArray, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Reason } from '../../biometrics/reasons.ts';
import type { AttemptState, EndedState } from '../../biometrics/session/attempt.ts';
import { isOverdue, isRunning, readOverdue, settled } from '../../camera/overdue.store.ts';
import { type Cursor, isAfter, microsOf } from '../../db/keyset.ts';
import type { Queryable } from '../../db/open.ts';
import { loginAttempts, users } from '../../db/schema.ts';
import { PAGE_ROWS } from '../query.ts';

export const OUTCOMES = ['accepted', 'refused', 'open'] as const;
/** `refused`: every end but a sign-in, also by the clock alone. `open`: still running. */
export type OutcomeFilter = (typeof OUTCOMES)[number];
export const MODES = ['identification', 'device', 'verification'] as const;

export type AttemptFilter = {
  outcome?: OutcomeFilter | undefined;
  reason?: Reason | undefined;
  mode?: (typeof MODES)[number] | undefined;
  /** Id of an account; null: the filter names nobody, so no row fits. */
  person?: string | null | undefined;
  from?: Date | undefined;
  /** Exclusive. */
  to?: Date | undefined;
};

const claimed = aliasedTable(users, 'claimed');

function outcomeIs(outcome: OutcomeFilter, now: Date): SQL | undefined {
  if (outcome === 'open') return isRunning(now);
  if (outcome === 'accepted') return eq(loginAttempts.outcome, 'accepted');
  return or(inArray(loginAttempts.outcome, ['expired', 'frames', 'abandoned', 'refused']), isOverdue(now));
}

/** The reason is written at the end. Attempts that are over by the clock alone get theirs here. */
async function reasonIs(db: Queryable, reason: Reason, now: Date): Promise<SQL | undefined> {
  const overdue = (await readOverdue(db, { now })).filter((row) => row.reason === reason).map(({ id }) => id);
  return or(eq(loginAttempts.reason, reason), overdue.length > 0 ? inArray(loginAttempts.id, overdue) : undefined);
}

/** Who signed in or was recognised, whose name was given, or one of two whom the face was alike. */
function isAbout(person: string): SQL | undefined {
  const last = sql`${loginAttempts.state} -> 'decisions' -> -1`;
  const alike = sql`${person} in (${last} ->> 'userId', ${last} ->> 'otherUserId')`;
  return or(
    eq(loginAttempts.userId, person),
    eq(loginAttempts.claimedUserId, person),
    and(eq(loginAttempts.reason, 'not-clear'), alike),
  );
}

async function attemptsWhere(db: Queryable, filter: AttemptFilter, now: Date): Promise<SQL | undefined> {
  const { outcome, reason, mode, person, from, to } = filter;
  return and(
    outcome && outcomeIs(outcome, now),
    reason && (await reasonIs(db, reason, now)),
    mode && eq(loginAttempts.mode, mode),
    person === null ? sql`false` : undefined,
    person ? isAbout(person) : undefined,
    from && gte(loginAttempts.openedAt, from),
    to && lt(loginAttempts.openedAt, to),
  );
}

/** The newest attempts behind the cursor. By default one more than a page holds: it tells of a further page. */
export async function listAttempts(
  db: Queryable,
  filter: AttemptFilter,
  { now, after, limit = PAGE_ROWS + 1 }: { now: Date; after?: Cursor | undefined; limit?: number },
) {
  const where = await attemptsWhere(db, filter, now);
  const rows = await db
    .select({
      id: loginAttempts.id,
      micros: microsOf(loginAttempts.openedAt),
      openedAt: loginAttempts.openedAt,
      expiresAt: loginAttempts.expiresAt,
      endedAt: loginAttempts.endedAt,
      state: loginAttempts.state,
      outcome: loginAttempts.outcome,
      reason: loginAttempts.reason,
      mode: loginAttempts.mode,
      recognizer: loginAttempts.recognizer,
      frames: loginAttempts.frames,
      bestScore: loginAttempts.bestScore,
      liveness: loginAttempts.liveness,
      scores: loginAttempts.scores,
      userId: loginAttempts.userId,
      username: users.username,
      claimedUserId: loginAttempts.claimedUserId,
      claimedName: claimed.username,
    })
    .from(loginAttempts)
    .leftJoin(users, eq(users.id, loginAttempts.userId))
    .leftJoin(claimed, eq(claimed.id, loginAttempts.claimedUserId))
    .where(and(where, after && isAfter(loginAttempts.openedAt, loginAttempts.id, after)))
    .orderBy(desc(loginAttempts.openedAt), desc(loginAttempts.id))
    .limit(limit);
  return withRivals(
    db,
    rows.map((row) => settled(row, now)),
  );
}

type Rivals = { reason: string | null; state: AttemptState | EndedState };

/** Adds the two people between whom an attempt was not clear, each as long as the account exists. */
async function withRivals<Row extends Rivals>(db: Queryable, rows: readonly Row[]) {
  const idsOf = ({ reason, state: { decisions = [] } }: Row) => {
    const { userId, otherUserId } = decisions.at(-1) ?? {};
    return reason === 'not-clear' && userId && otherUserId ? [userId, otherUserId] : [];
  };
  const names = await namesOf(db, [...new Set(rows.flatMap(idsOf))]);
  return rows.map((row) => ({
    ...row,
    rivals: idsOf(row).flatMap((id) => (names.has(id) ? [{ id, name: names.get(id)! }] : [])),
  }));
}

export type AttemptRow = Awaited<ReturnType<typeof listAttempts>>[number];

/** One attempt with everything that the server kept of it; undefined where it does not exist. */
export async function findAttempt(db: Queryable, id: string, now: Date) {
  const [row] = await db
    .select({ attempt: loginAttempts, username: users.username, claimedName: claimed.username })
    .from(loginAttempts)
    .leftJoin(users, eq(users.id, loginAttempts.userId))
    .leftJoin(claimed, eq(claimed.id, loginAttempts.claimedUserId))
    .where(eq(loginAttempts.id, id));
  if (!row) return undefined;
  const [attempt] = await withRivals(db, [settled(row.attempt, now)]);
  return { ...row, attempt: attempt! };
}

/** User names by account id. Deleted accounts are left out. */
export async function namesOf(db: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: users.id, username: users.username })
    .from(users)
    .where(inArray(users.id, [...ids]));
  return new Map(rows.map(({ id, username }) => [id, username]));
}
