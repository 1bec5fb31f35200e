/** Rows of enrollments and their encrypted templates. */
import { and, asc, countDistinct, eq, getTableColumns, gt, inArray, isNull, ne, sql } from 'drizzle-orm';
import type { TemplateKeys } from '../crypto/templates.ts';
import type { Queryable } from '../db/open.ts';
import { enrollments, faceTemplates, users } from '../db/schema.ts';

export type TemplateRow = typeof faceTemplates.$inferSelect;
/** `subject`: the person has no way in. */
export type ComparedRow = TemplateRow & { subject?: boolean };

/** Rows per read for the gallery: about a megabyte, in well under a second. */
const BATCH_ROWS = 2_000;

/** Replaces a person's enrollment and templates. Call it in a transaction. */
export async function replaceEnrollment(
  tx: Queryable,
  enrollment: typeof enrollments.$inferInsert,
  rows: (typeof faceTemplates.$inferInsert)[],
): Promise<void> {
  await tx.delete(enrollments).where(eq(enrollments.userId, enrollment.userId));
  await tx.insert(enrollments).values(enrollment);
  await tx.insert(faceTemplates).values(rows);
}

/** Selects templates of enabled accounts: a disabled one is in no gallery. */
function compared(db: Queryable) {
  const columns = { ...getTableColumns(faceTemplates), subject: users.subject };
  return db.select(columns).from(faceTemplates).innerJoin(users, enabled).$dynamic();
}

const enabled = and(eq(users.id, faceTemplates.userId), isNull(users.disabledAt));

/** Reads one person's encrypted templates of every recognizer; none of a disabled account. */
export async function readTemplates(db: Queryable, userId: string): Promise<ComparedRow[]> {
  return compared(db).where(eq(faceTemplates.userId, userId));
}

/**
 * The people who have templates of a recognizer under one of these keys, each with the ids of the templates in order,
 * separated by commas. It reads no template: the ids show where a gallery differs.
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

/** Counts the people in a gallery of this recognizer. */
export async function countPeople(db: Queryable, recognizer: string): Promise<number> {
  const [row] = await db
    .select({ people: countDistinct(faceTemplates.userId) })
    .from(faceTemplates)
    .innerJoin(users, enabled)
    .where(eq(faceTemplates.recognizer, recognizer));
  return row!.people;
}

/** Reads the encrypted templates of one recognizer, in batches that hold all of a person's or none. */
export async function* readInBatches(db: Queryable, recognizer: string): AsyncGenerator<ComparedRow[]> {
  const own = eq(faceTemplates.recognizer, recognizer);
  let after: string | undefined;
  for (;;) {
    const rows = await compared(db)
      .where(after === undefined ? own : and(own, gt(faceTemplates.userId, after)))
      .orderBy(asc(faceTemplates.userId))
      .limit(BATCH_ROWS);
    const last = rows.at(-1)?.userId;
    if (last === undefined) return;
    // A full batch may cut its last person's templates in two, so the next batch begins with that person.
    const whole = rows.length < BATCH_ROWS ? rows : rows.filter(({ userId }) => userId !== last);
    yield whole;
    if (rows.length < BATCH_ROWS) return;
    after = whole.at(-1)?.userId;
  }
}

/**
 * Reads and locks the next templates behind the id `after` whose former key is present. It skips rows that somebody
 * else has locked: waiting for them could be a deadlock.
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

/** Stores a newly sealed template. */
export async function resealTemplate(
  tx: Queryable,
  id: string,
  sealed: Pick<TemplateRow, 'keyId' | 'nonce' | 'ciphertext'>,
): Promise<void> {
  await tx.update(faceTemplates).set(sealed).where(eq(faceTemplates.id, id));
}
