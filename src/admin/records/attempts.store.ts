/** Sign-in attempts as the administrator sees them. */
import { aliasedTable, and, desc, eq, gte, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Reason } from '../../biometrics/reasons.ts';
import { type Cursor, isAfter, microsOf } from '../../db/keyset.ts';
import type { Queryable } from '../../db/open.ts';
import { loginAttempts, users } from '../../db/schema.ts';
import { PAGE_ROWS } from '../query.ts';

export const OUTCOMES = ['accepted', 'refused', 'open'] as const;
/** `refused`: every end but a sign-in. `open`: still running. */
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

function outcomeIs(outcome: OutcomeFilter): SQL | undefined {
  if (outcome === 'open') return isNull(loginAttempts.outcome);
  if (outcome === 'accepted') return eq(loginAttempts.outcome, 'accepted');
  return inArray(loginAttempts.outcome, ['expired', 'frames', 'abandoned', 'refused']);
}

export function attemptsWhere({ outcome, reason, mode, person, from, to }: AttemptFilter): SQL | undefined {
  return and(
    outcome && outcomeIs(outcome),
    reason && eq(loginAttempts.reason, reason),
    mode && eq(loginAttempts.mode, mode),
    person === null ? sql`false` : undefined,
    person ? or(eq(loginAttempts.userId, person), eq(loginAttempts.claimedUserId, person)) : undefined,
    from && gte(loginAttempts.openedAt, from),
    to && lt(loginAttempts.openedAt, to),
  );
}

/** The newest attempts behind the cursor. By default one more than a page holds: it tells of a further page. */
export async function listAttempts(
  db: Queryable,
  filter: AttemptFilter,
  { after, limit = PAGE_ROWS + 1 }: { after?: Cursor | undefined; limit?: number } = {},
) {
  return db
    .select({
      id: loginAttempts.id,
      micros: microsOf(loginAttempts.openedAt),
      openedAt: loginAttempts.openedAt,
      endedAt: loginAttempts.endedAt,
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
    .where(and(attemptsWhere(filter), after && isAfter(loginAttempts.openedAt, loginAttempts.id, after)))
    .orderBy(desc(loginAttempts.openedAt), desc(loginAttempts.id))
    .limit(limit);
}

export type AttemptRow = Awaited<ReturnType<typeof listAttempts>>[number];

/** One attempt with everything that the server kept of it; undefined where it does not exist. */
export async function findAttempt(db: Queryable, id: string) {
  const [row] = await db
    .select({ attempt: loginAttempts, username: users.username, claimedName: claimed.username })
    .from(loginAttempts)
    .leftJoin(users, eq(users.id, loginAttempts.userId))
    .leftJoin(claimed, eq(claimed.id, loginAttempts.claimedUserId))
    .where(eq(loginAttempts.id, id));
  return row;
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
