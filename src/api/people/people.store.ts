/** People as programs see them: those who can sign in, and those without a way in. */
import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Queryable } from '../../db/open.ts';
import { enrollments, users } from '../../db/schema.ts';

const columns = {
  id: users.id,
  username: users.username,
  usernameKey: users.usernameKey,
  displayName: users.displayName,
  subject: users.subject,
  role: users.role,
  disabledAt: users.disabledAt,
  createdAt: users.createdAt,
  lastSignInAt: users.lastSignInAt,
  enrolledAt: enrollments.enrolledAt,
};

function select(db: Queryable, where: SQL | undefined) {
  return db.select(columns).from(users).leftJoin(enrollments, eq(enrollments.userId, users.id)).where(where).$dynamic();
}

export type PersonRow = Awaited<ReturnType<typeof select>>[number];

/** Byte order is the same on every server. */
const key = sql`${users.usernameKey} collate "C"`;

/** People by name. @param filter.after key of the name after which the page begins. */
export async function listPeople(
  db: Queryable,
  filter: { subject?: boolean | undefined; after?: string | undefined; limit: number },
): Promise<PersonRow[]> {
  const { subject, after, limit } = filter;
  const where = and(
    subject === undefined ? undefined : eq(users.subject, subject),
    after === undefined ? undefined : sql`${key} > ${after}`,
  );
  return select(db, where).orderBy(asc(key)).limit(limit);
}

export async function findPerson(db: Queryable, id: string): Promise<PersonRow | undefined> {
  return (await select(db, eq(users.id, id)))[0];
}

export async function findByKey(db: Queryable, usernameKey: string): Promise<PersonRow | undefined> {
  return (await select(db, eq(users.usernameKey, usernameKey)))[0];
}

/** Names and kinds by id. Deleted people are left out. */
export async function peopleById(db: Queryable, ids: readonly string[]): Promise<Map<string, PersonRow>> {
  if (ids.length === 0) return new Map();
  return new Map((await select(db, inArray(users.id, [...ids]))).map((row) => [row.id, row]));
}

export async function savePerson(
  tx: Queryable,
  id: string,
  change: Partial<
    Pick<typeof users.$inferInsert, 'displayName' | 'username' | 'usernameKey' | 'subject' | 'passwordHash'>
  >,
): Promise<void> {
  await tx.update(users).set(change).where(eq(users.id, id));
}

/** Whether a name is another person's already. */
export async function isTaken(db: Queryable, usernameKey: string, id: string): Promise<boolean> {
  const found = await findByKey(db, usernameKey);
  return found !== undefined && found.id !== id;
}

/** Ids of everybody without a way in. */
export async function allSubjects(db: Queryable): Promise<{ id: string; username: string }[]> {
  return db
    .select({ id: users.id, username: users.username })
    .from(users)
    .where(eq(users.subject, true))
    .orderBy(asc(key));
}
