/** Whom a kiosk looks for: the people of its group who have an enrolled face, also those without a way in. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { enrollments, faceTemplates, groupMembers, users } from '../db/schema.ts';

/** Neither a disabled account nor one whose face is off is looked for. */
const findable = and(isNull(users.disabledAt), isNull(users.faceOffAt));

/** The ids of the people to look for. */
export async function peopleOf(db: Queryable, groupId: string | null): Promise<string[]> {
  if (groupId === null) return [];
  const rows = await db
    .select({ id: users.id })
    .from(groupMembers)
    .innerJoin(users, eq(users.id, groupMembers.userId))
    .innerJoin(enrollments, eq(enrollments.userId, users.id))
    .where(and(eq(groupMembers.groupId, groupId), findable));
  return rows.map(({ id }) => id);
}

/**
 * The person of a match, read in the transaction that greets. Undefined where the face, the membership or the account is
 * gone since the frame.
 */
export async function memberOf(
  tx: Queryable,
  { groupId, userId, templateId }: { groupId: string; userId: string; templateId: string },
): Promise<{ displayName: string } | undefined> {
  const [row] = await tx
    .select({ displayName: users.displayName })
    .from(faceTemplates)
    .innerJoin(users, eq(users.id, faceTemplates.userId))
    .innerJoin(groupMembers, and(eq(groupMembers.userId, users.id), eq(groupMembers.groupId, groupId)))
    .where(and(eq(faceTemplates.id, templateId), eq(faceTemplates.userId, userId), findable));
  return row;
}
