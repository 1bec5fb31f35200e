/** Rows of single pictures: each has one template of each recognizer. */
import { and, asc, count, eq, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { enrollments, faceTemplates, users } from '../db/schema.ts';
import type { TemplateRow } from './templates.store.ts';

/** The id of a picture. Templates of earlier versions have none of their own, and each counts as a picture. */
const pictureId = sql<string>`coalesce(${faceTemplates.sampleId}, ${faceTemplates.id})`;

export type Picture = { id: string; userId: string; name: string; subject: boolean; createdAt: Date };
type Filter = { recognizer: string; userId?: string; subjects?: boolean };

function pictures(db: Queryable, { recognizer, userId, subjects }: Filter, more?: SQL) {
  return db
    .select({
      id: pictureId,
      userId: faceTemplates.userId,
      name: users.username,
      subject: users.subject,
      createdAt: faceTemplates.createdAt,
    })
    .from(faceTemplates)
    .innerJoin(users, eq(users.id, faceTemplates.userId))
    .where(
      and(
        eq(faceTemplates.recognizer, recognizer),
        userId === undefined ? undefined : eq(faceTemplates.userId, userId),
        subjects === undefined ? undefined : eq(users.subject, subjects),
        more,
      ),
    )
    .$dynamic();
}

/** The pictures of one recognizer, the oldest first. */
export async function listPictures(
  db: Queryable,
  filter: Filter,
  page: { offset?: number; limit: number },
): Promise<Picture[]> {
  return pictures(db, filter)
    .orderBy(asc(faceTemplates.createdAt), asc(pictureId))
    .limit(page.limit)
    .offset(page.offset ?? 0);
}

export async function countPictures(db: Queryable, filter: Filter): Promise<number> {
  const all = pictures(db, filter).as('all_pictures');
  const [row] = await db.select({ amount: count() }).from(all);
  return row!.amount;
}

function isPicture(id: string): SQL {
  return or(eq(faceTemplates.sampleId, id), and(isNull(faceTemplates.sampleId), eq(faceTemplates.id, id)))!;
}

export async function findPicture(db: Queryable, id: string, recognizer: string): Promise<Picture | undefined> {
  return (await pictures(db, { recognizer }, isPicture(id)).limit(1))[0];
}

/** The stored templates of one picture, of every recognizer. */
export async function templatesOfPicture(db: Queryable, id: string): Promise<TemplateRow[]> {
  return db.select().from(faceTemplates).where(isPicture(id));
}

/** All stored templates of a person, of every recognizer. */
export async function templatesOfPerson(db: Queryable, userId: string): Promise<TemplateRow[]> {
  return db.select().from(faceTemplates).where(eq(faceTemplates.userId, userId));
}

/** Adds templates to those that a person has. The first ones make the enrollment. Call it in a transaction. */
export async function addTemplates(
  tx: Queryable,
  enrollment: typeof enrollments.$inferInsert,
  rows: TemplateRow[],
): Promise<void> {
  await tx.insert(enrollments).values(enrollment).onConflictDoNothing();
  await tx.insert(faceTemplates).values(rows);
}

export async function deleteTemplates(tx: Queryable, pictureIdOf: string): Promise<void> {
  await tx.delete(faceTemplates).where(isPicture(pictureIdOf));
}

const DAY_MS = 24 * 3_600_000;

/** Notes that programs found people without a way in, once a day. Retention counts from here. */
export async function markFound(db: Queryable, userId: string, now: Date): Promise<void> {
  const before = new Date(now.getTime() - DAY_MS);
  await db
    .update(enrollments)
    .set({ lastUsedAt: now })
    .where(
      and(
        eq(enrollments.userId, userId),
        or(isNull(enrollments.lastUsedAt), lt(enrollments.lastUsedAt, before)),
        sql`exists (select 1 from ${users} where ${users.id} = ${userId} and ${users.subject})`,
      ),
    );
}
