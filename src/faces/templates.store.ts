/** Rows of enrolled faces. */
import { and, asc, countDistinct, eq, getTableColumns, gt, inArray, isNull, ne, sql } from 'drizzle-orm';
import type { TemplateKeys } from '../crypto/templates.ts';
import type { Queryable } from '../db/open.ts';
import { enrollments, faceTemplates, users } from '../db/schema.ts';

export type TemplateRow = typeof faceTemplates.$inferSelect;

/** Rows read at a time for the gallery: a megabyte or some, read in well under a second. */
const BATCH_ROWS = 2_000;

/** Replaces everything that is enrolled of one person. Call it in a transaction. */
export async function replaceEnrollment(
  tx: Queryable,
  enrollment: typeof enrollments.$inferInsert,
  rows: (typeof faceTemplates.$inferInsert)[],
): Promise<void> {
  await tx.delete(enrollments).where(eq(enrollments.userId, enrollment.userId));
  await tx.insert(enrollments).values(enrollment);
  await tx.insert(faceTemplates).values(rows);
}

/** Templates of accounts that may sign in: a disabled one is in no gallery. */
function compared(db: Queryable) {
  return db.select(getTableColumns(faceTemplates)).from(faceTemplates).innerJoin(users, enabled).$dynamic();
}

const enabled = and(eq(users.id, faceTemplates.userId), isNull(users.disabledAt));

/** Encrypted templates of one person, of every recognizer; none of a disabled account. */
export async function readTemplates(db: Queryable, userId: string): Promise<TemplateRow[]> {
  return compared(db).where(eq(faceTemplates.userId, userId));
}

/**
 * Who has templates of a recognizer under one of these keys, and which: their ids in order, with commas between.
 * Read without the templates themselves, to find out where a gallery differs.
 */
export async function storedIds(
  db: Queryable,
  { recognizer, keyIds }: { recognizer: string; keyIds: string[] },
): Promise<Map<string, string>> {
  const rows = await db
    .select({
      userId: faceTemplates.userId,
      ids: sql<string>`string_agg(${faceTemplates.id}::text, ',' order by ${faceTemplates.id})`,
    })
    .from(faceTemplates)
    .innerJoin(users, enabled)
    .where(and(eq(faceTemplates.recognizer, recognizer), inArray(faceTemplates.keyId, keyIds)))
    .groupBy(faceTemplates.userId);
  return new Map(rows.map(({ userId, ids }) => [userId, ids]));
}

/** How many people a gallery of this recognizer holds. */
export async function countPeople(db: Queryable, recognizer: string): Promise<number> {
  const [row] = await db
    .select({ people: countDistinct(faceTemplates.userId) })
    .from(faceTemplates)
    .innerJoin(users, enabled)
    .where(eq(faceTemplates.recognizer, recognizer));
  return row!.people;
}

/** The encrypted templates of one recognizer, in batches that hold all of a person's or none. */
export async function* readInBatches(db: Queryable, recognizer: string): AsyncGenerator<TemplateRow[]> {
  const own = eq(faceTemplates.recognizer, recognizer);
  let after: string | undefined;
  for (;;) {
    const rows = await compared(db)
      .where(after === undefined ? own : and(own, gt(faceTemplates.userId, after)))
      .orderBy(asc(faceTemplates.userId))
      .limit(BATCH_ROWS);
    const last = rows.at(-1)?.userId;
    if (last === undefined) return;
    // The last person of a full batch may go on in the next one, which begins with them again.
    const whole = rows.length < BATCH_ROWS ? rows : rows.filter(({ userId }) => userId !== last);
    yield whole;
    if (rows.length < BATCH_ROWS) return;
    after = whole.at(-1)?.userId;
  }
}

/**
 * The next templates of former keys that are there to read, behind the id `after`, locked. Rows that somebody else has
 * locked are passed over: waiting for them could be a deadlock.
 */
export async function lockFormer(
  tx: Queryable,
  { keys, after, limit }: { keys: TemplateKeys; after: string | undefined; limit: number },
): Promise<TemplateRow[]> {
  const former = and(inArray(faceTemplates.keyId, keys.keyIds()), ne(faceTemplates.keyId, keys.keyId));
  return tx
    .select()
    .from(faceTemplates)
    .where(after === undefined ? former : and(former, gt(faceTemplates.id, after)))
    .orderBy(asc(faceTemplates.id))
    .limit(limit)
    .for('update', { skipLocked: true });
}

/** Stores a template that was sealed anew. */
export async function resealTemplate(
  tx: Queryable,
  id: string,
  sealed: Pick<TemplateRow, 'keyId' | 'nonce' | 'ciphertext'>,
): Promise<void> {
  await tx.update(faceTemplates).set(sealed).where(eq(faceTemplates.id, id));
}
