/**
 * Attempts whose time is up while their row still says that they run: nobody came back, and no round of housekeeping
 * has ended them yet. Whoever reads attempts takes them as abandoned, from the moment on at which their time was up.
 */
import { and, desc, gt, gte, isNotNull, isNull, lte, or, type SQL } from 'drizzle-orm';
import type { AttemptState, EndedState } from '../biometrics/session/attempt.ts';
import type { Queryable } from '../db/open.ts';
import { loginAttempts } from '../db/schema.ts';
import type { Attempt, Outcome } from './attempt.ts';
import { recordOf } from './record.ts';

/** Selects the attempts that run at that time. */
export function isRunning(now: Date): SQL {
  return and(isNull(loginAttempts.outcome), gt(loginAttempts.expiresAt, now))!;
}

/** Selects the attempts that are over by the clock alone. */
export function isOverdue(now: Date): SQL {
  return and(isNull(loginAttempts.outcome), lte(loginAttempts.expiresAt, now))!;
}

/** Selects the attempts that are over. */
export function isOver(now: Date): SQL {
  return or(isNotNull(loginAttempts.outcome), isOverdue(now))!;
}

type Row = Pick<Attempt, 'mode' | 'claimedUserId' | 'expiresAt' | 'endedAt' | 'reason' | 'bestScore' | 'liveness'> & {
  outcome: Outcome | null;
  state: AttemptState | EndedState;
};

/** The row as its end will write it, where the attempt is overdue; any other row as it is. */
export function settled<R extends Row>(row: R, now: Date): R {
  const { outcome, expiresAt, state } = row;
  if (outcome !== null || expiresAt > now) return row;
  const ended = { ...row, outcome: 'abandoned' as const, endedAt: expiresAt };
  // A running attempt alone has frame ids.
  return 'frameIds' in state ? { ...ended, ...recordOf({ ...row, state }, 'abandoned') } : ended;
}

/** Overdue attempts that are read at a time. A round of housekeeping ends all that there are, every minute. */
const MOST = 1_000;

/** The attempts that are overdue, the newest first, as their ends will write them. */
export async function readOverdue(db: Queryable, { now, from }: { now: Date; from?: Date }) {
  const wanted = and(isOverdue(now), from && gte(loginAttempts.openedAt, from));
  const rows = await db.select().from(loginAttempts).where(wanted).orderBy(desc(loginAttempts.openedAt)).limit(MOST);
  return rows.map((row) => settled(row, now));
}
