/** People as an export has them. The profile is private and is not among them. */
import { and, asc, countDistinct, eq, inArray, sql } from 'drizzle-orm';
import type { Queryable } from '../../db/open.ts';
import { enrollments, faceTemplates, groupMembers, groups, users } from '../../db/schema.ts';

const columns = {
  id: users.id,
  name: users.username,
  key: users.usernameKey,
  displayName: users.displayName,
  subject: users.subject,
  role: users.role,
  disabledAt: users.disabledAt,
  createdAt: users.createdAt,
  lastSignInAt: users.lastSignInAt,
  enrolledAt: enrollments.enrolledAt,
  consentVersion: enrollments.consentVersion,
  consentedAt: enrollments.consentedAt,
};

/** Byte order is the same on every server. */
const key = sql`${users.usernameKey} collate "C"`;

async function groupsByPerson(db: Queryable, ids: string[]): Promise<Map<string, string[]>> {
  const rows = await db
    .select({ userId: groupMembers.userId, name: groups.name })
    .from(groupMembers)
    .innerJoin(groups, eq(groups.id, groupMembers.groupId))
    .where(inArray(groupMembers.userId, ids))
    .orderBy(asc(groups.name));
  const found = new Map<string, string[]>();
  for (const { userId, name } of rows) found.set(userId, [...(found.get(userId) ?? []), name]);
  return found;
}

/** How many pictures of each person the recognizer has. */
async function picturesByPerson(db: Queryable, ids: string[], recognizer: string): Promise<Map<string, number>> {
  const picture = sql`coalesce(${faceTemplates.sampleId}, ${faceTemplates.id})`;
  const rows = await db
    .select({ userId: faceTemplates.userId, pictures: countDistinct(picture) })
    .from(faceTemplates)
    .where(and(inArray(faceTemplates.userId, ids), eq(faceTemplates.recognizer, recognizer)))
    .groupBy(faceTemplates.userId);
  return new Map(rows.map(({ userId, pictures }) => [userId, pictures]));
}

export type ExportedRow = Awaited<ReturnType<typeof readPeople>>[number];

/** The next people by name. @param page.after key of the name before them. */
export async function readPeople(
  db: Queryable,
  recognizer: string,
  page: { after: string | undefined; limit: number },
) {
  const { after, limit } = page;
  const rows = await db
    .select(columns)
    .from(users)
    .leftJoin(enrollments, eq(enrollments.userId, users.id))
    .where(after === undefined ? undefined : sql`${key} > ${after}`)
    .orderBy(asc(key))
    .limit(limit);
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const member = await groupsByPerson(db, ids);
  const pictures = await picturesByPerson(db, ids, recognizer);
  return rows.map((row) => ({ ...row, groups: member.get(row.id) ?? [], pictures: pictures.get(row.id) ?? 0 }));
}
