/** Queries of the database for a monitor. */
import { count, gt, sql } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { loginAttempts } from '../db/schema.ts';

/** Whether the database answers within the limit. Never throws. */
export async function databaseAnswers(db: Queryable, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  const asked = db.execute(sql`select 1`).then(
    () => true,
    () => false,
  );
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

/** Counts the attempts that ended since then, by outcome and reason. */
export async function endedSince(
  db: Queryable,
  since: Date,
): Promise<{ outcome: string; reason: string; count: number }[]> {
  const rows = await db
    .select({ outcome: loginAttempts.outcome, reason: loginAttempts.reason, count: count() })
    .from(loginAttempts)
    .where(gt(loginAttempts.endedAt, since))
    .groupBy(loginAttempts.outcome, loginAttempts.reason);
  return rows.map(({ outcome, reason, count }) => ({ outcome: outcome ?? '', reason: reason ?? '', count }));
}
