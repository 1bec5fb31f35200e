/** Counts of sign-in attempts for the charts. */
import { and, desc, eq, gte, isNotNull, sql } from 'drizzle-orm';
import { isOver } from '../../camera/overdue.store.ts';
import type { Queryable } from '../../db/open.ts';
import { loginAttempts } from '../../db/schema.ts';

/** Counts attempts by day (UTC) from a moment on, the first day first. It leaves out days without attempts. */
export async function attemptsByDay(db: Queryable, { from, now }: { from: Date; now: Date }) {
  const date = sql`(${loginAttempts.openedAt} at time zone 'UTC')::date`;
  const accepted = sql`${loginAttempts.outcome} is not distinct from 'accepted'`;
  return db
    .select({
      // The query formats the day after the grouping: a text for each attempt would take most of the time.
      day: sql<string>`to_char(${date}, 'YYYY-MM-DD')`,
      accepted: sql<number>`count(*) filter (where ${accepted})`.mapWith(Number),
      refused: sql<number>`count(*) filter (where not ${accepted})`.mapWith(Number),
    })
    .from(loginAttempts)
    .where(and(gte(loginAttempts.openedAt, from), isOver(now)))
    .groupBy(date)
    .orderBy(date);
}

/** Width of a column of the score charts, in units of the score. */
export const BIN = 0.025;

/** Counts ended attempts of one recognizer by their best score. `bin` times {@link BIN} is the left edge of a column. */
export async function attemptsByScore(db: Queryable, { from, recognizer }: { from: Date; recognizer: string }) {
  const accepted = sql`${loginAttempts.outcome} = 'accepted'`;
  return db
    .select({
      bin: sql<number>`floor(${loginAttempts.bestScore} / ${BIN}::float8)`.mapWith(Number),
      accepted: sql<number>`count(*) filter (where ${accepted})`.mapWith(Number),
      refused: sql<number>`count(*) filter (where not ${accepted})`.mapWith(Number),
    })
    .from(loginAttempts)
    .where(
      and(
        gte(loginAttempts.openedAt, from),
        eq(loginAttempts.recognizer, recognizer),
        isNotNull(loginAttempts.bestScore),
        isNotNull(loginAttempts.outcome),
      ),
    )
    .groupBy(sql`1`)
    .orderBy(sql`1`);
}

/** Counts ended attempts without a sign-in by their reason, the most frequent reason first. */
export async function attemptsByReason(db: Queryable, from: Date) {
  const amount = sql<number>`count(*)`.mapWith(Number);
  return db
    .select({ reason: sql<string>`${loginAttempts.reason}`, amount })
    .from(loginAttempts)
    .where(and(gte(loginAttempts.openedAt, from), isNotNull(loginAttempts.reason)))
    .groupBy(loginAttempts.reason)
    .orderBy(desc(amount));
}
