/** The stored data of a face: the time of its last use, and the only function that deletes it. */
import { and, count, eq, sql } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { enrollments, faceTemplates } from '../db/schema.ts';
import { happened } from '../events/events.store.ts';

/** Why a face was removed: its owner asked, an administrator did it, or nobody signed in with it for long. */
export type RemovalReason = 'asked' | 'administrator' | 'unused';

/** Notes a sign-in by this face, from which retention counts. Call it in the transaction that signs in. */
export async function markFaceUsed(tx: Queryable, userId: string, now: Date): Promise<void> {
  await tx.update(enrollments).set({ lastUsedAt: now }).where(eq(enrollments.userId, userId));
}

/** Counts a person's templates by recognizer. */
async function templateCounts(tx: Queryable, userId: string): Promise<{ recognizer: string; templates: number }[]> {
  return tx
    .select({ recognizer: faceTemplates.recognizer, templates: count() })
    .from(faceTemplates)
    .where(eq(faceTemplates.userId, userId))
    .groupBy(faceTemplates.recognizer)
    .orderBy(faceTemplates.recognizer);
}

/**
 * Deletes all stored data of a person's face and writes the receipt. Call it in a transaction of the outbox, which
 * updates the gallery after the commit.
 * @param removal.actorId the administrator, if one did it.
 * @returns the number of the receipt, which is the id of the audit row; null if there was nothing to delete.
 */
export async function deleteFaceData(
  tx: Queryable,
  removal: { userId: string; reason: RemovalReason; now: Date; actorId?: string },
): Promise<string | null> {
  const { userId, reason, now, actorId } = removal;
  const [enrolled] = await tx.select().from(enrollments).where(eq(enrollments.userId, userId)).for('update');
  if (!enrolled) return null;
  const counts = await templateCounts(tx, userId);
  await tx.delete(enrollments).where(eq(enrollments.userId, userId));
  const detail = {
    reason,
    templates: counts.reduce((sum, { templates }) => sum + templates, 0),
    recognizers: counts.map(({ recognizer }) => recognizer).join(', '),
    enrolledAt: enrolled.enrolledAt.toISOString(),
    consentVersion: enrolled.consentVersion,
    consentedAt: enrolled.consentedAt.toISOString(),
  };
  return happened(tx, { at: now, userId, kind: 'face-removed', detail, ...(actorId && { actorId }) });
}

/** People whose face has not signed in and was not enrolled since `before`. @param userId limits it to one person. */
export async function unusedFaces(db: Queryable, before: Date, userId?: string): Promise<string[]> {
  const lastUse = sql`coalesce(${enrollments.lastUsedAt}, ${enrollments.enrolledAt})`;
  const rows = await db
    .select({ userId: enrollments.userId })
    .from(enrollments)
    .where(
      and(sql`${lastUse} < ${before.toISOString()}::timestamptz`, userId ? eq(enrollments.userId, userId) : undefined),
    )
    .for('update');
  return rows.map((row) => row.userId);
}

/** Whether a person has enrolled a face. */
export async function hasFace(db: Queryable, userId: string): Promise<boolean> {
  const rows = await db
    .select({ id: faceTemplates.id })
    .from(faceTemplates)
    .where(eq(faceTemplates.userId, userId))
    .limit(1);
  return rows.length > 0;
}
