/** Rows of enrolled faces. */
import { eq } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { enrollments, faceTemplates } from '../db/schema.ts';

export type TemplateRow = typeof faceTemplates.$inferSelect;

/** Replaces everything that is enrolled of one person. Call it in a transaction. */
export async function replaceEnrollment(
  tx: Queryable,
  enrollment: typeof enrollments.$inferInsert,
  rows: (typeof faceTemplates.$inferInsert)[],
): Promise<void> {
  await deleteEnrollment(tx, enrollment.userId);
  await tx.insert(enrollments).values(enrollment);
  await tx.insert(faceTemplates).values(rows);
}

/** Deletes what is enrolled of one person, templates with it. @returns whether there was anything. */
export async function deleteEnrollment(tx: Queryable, userId: string): Promise<boolean> {
  const deleted = await tx.delete(enrollments).where(eq(enrollments.userId, userId)).returning();
  return deleted.length > 0;
}

/** Encrypted templates of one person, or of everybody. */
export async function readTemplates(db: Queryable, userId?: string): Promise<TemplateRow[]> {
  const all = db.select().from(faceTemplates);
  return userId === undefined ? await all : await all.where(eq(faceTemplates.userId, userId));
}
