/** Counts for the overview. */
import { and, count, eq, gt, sql } from 'drizzle-orm';
import { isOver } from '../../camera/overdue.store.ts';
import type { Queryable } from '../../db/open.ts';
import { enrollments, loginAttempts, sessions, users } from '../../db/schema.ts';

export type Counts = { people: number; enrolled: number; disabled: number; admins: number; sessions: number };
/** Attempts that are over. */
export type AttemptCounts = { accepted: number; refused: number };

export async function countPeople(db: Queryable, now: Date): Promise<Counts> {
  const [row] = await db
    .select({
      people: count(),
      enrolled: count(enrollments.userId),
      disabled: count(users.disabledAt),
      admins: sql<number>`count(*) filter (where ${users.role} = 'admin' and ${users.disabledAt} is null)`.mapWith(
        Number,
      ),
    })
    .from(users)
    .leftJoin(enrollments, eq(enrollments.userId, users.id));
  const [open] = await db.select({ sessions: count() }).from(sessions).where(gt(sessions.expiresAt, now));
  return { ...row!, sessions: open?.sessions ?? 0 };
}

export async function countAttempts(db: Queryable, { since, now }: { since: Date; now: Date }): Promise<AttemptCounts> {
  const accepted = sql`${loginAttempts.outcome} is not distinct from 'accepted'`;
  const [row] = await db
    .select({
      accepted: sql<number>`count(*) filter (where ${accepted})`.mapWith(Number),
      refused: sql<number>`count(*) filter (where not ${accepted})`.mapWith(Number),
    })
    .from(loginAttempts)
    .where(and(gt(loginAttempts.openedAt, since), isOver(now)));
  return row!;
}

/** Version of the database server, as `17.2`. */
export async function databaseVersion(db: Queryable): Promise<string> {
  const version = sql<string>`current_setting('server_version')`;
  const [row] = await db.select({ version }).from(sql`(select 1) as one`);
  return row?.version ?? '';
}
