/** What is stored of a face: when it was last of use, and the one way in which it goes, whoever asks for it. */
import { and, count, eq, sql } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { enrollments, faceTemplates } from '../db/schema.ts';
import { happened } from '../events/events.store.ts';

/** Why a face was removed: its owner wished it, an administrator did, or nobody has signed in with it for long. */
export type RemovalReason = 'asked' | 'administrator' | 'unused';

/** Notes a sign-in by this face: retention counts from here. Call it in the transaction that signs in. */
export async function markFaceUsed(tx: Queryable, userId: string, now: Date): Promise<void> {
  await tx.update(enrollments).set({ lastUsedAt: now }).where(eq(enrollments.userId, userId));
}

/** How many templates a person has, by recognizer. */
async function templateCounts(tx: Queryable, userId: string): Promise<{ recognizer: string; templates: number }[]> {
  return tx
    .select({ recognizer: faceTemplates.recognizer, templates: count() })
    .from(faceTemplates)
    .where(eq(faceTemplates.userId, userId))
    .groupBy(faceTemplates.recognizer)
    .orderBy(faceTemplates.recognizer);
}

/**
 * Deletes all that is stored of a person's face and writes the receipt of it. Call it in a transaction, and bring the
 * running gallery in line after the commit.
 * @param removal.actorId the administrator, where it was one.
 * @returns the number of the receipt, which is the audit row's id; null where there was nothing to delete.
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

/** People whose face nobody has signed in with, or enrolled, since `before`. @param userId of one person alone. */
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
