/** Queries of the database for a monitor. */
import { count, gt, sql } from 'drizzle-orm';
import { readOverdue } from '../camera/overdue.store.ts';
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

type Ended = { outcome: string; reason: string; count: number };

/** Counts the attempts that ended since then, by outcome and reason, also those that ended by the clock alone. */
export async function endedSince(db: Queryable, { since, now }: { since: Date; now: Date }): Promise<Ended[]> {
  const rows = await db
    .select({ outcome: loginAttempts.outcome, reason: loginAttempts.reason, count: count() })
    .from(loginAttempts)
    .where(gt(loginAttempts.endedAt, since))
    .groupBy(loginAttempts.outcome, loginAttempts.reason);
  const overdue = (await readOverdue(db, { now })).filter(({ expiresAt }) => expiresAt > since);
  const counts = new Map<string, Ended>();
  for (const { outcome, reason, count } of [...rows, ...overdue.map((row) => ({ ...row, count: 1 }))]) {
    const key = `${outcome} ${reason}`;
    const before = counts.get(key)?.count ?? 0;
    counts.set(key, { outcome: outcome ?? '', reason: reason ?? '', count: before + count });
  }
  return [...counts.values()];
}
