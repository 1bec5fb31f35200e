/** Rows of enrolled faces. */
import { and, asc, eq, gt } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { enrollments, faceTemplates } from '../db/schema.ts';

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

/** Encrypted templates of one person, of every recognizer. */
export async function readTemplates(db: Queryable, userId: string): Promise<TemplateRow[]> {
  return db.select().from(faceTemplates).where(eq(faceTemplates.userId, userId));
}

/** The encrypted templates of one recognizer, in batches that hold all of a person's or none. */
export async function* readInBatches(db: Queryable, recognizer: string): AsyncGenerator<TemplateRow[]> {
  const own = eq(faceTemplates.recognizer, recognizer);
  let after: string | undefined;
  for (;;) {
    const rows = await db
      .select()
      .from(faceTemplates)
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
