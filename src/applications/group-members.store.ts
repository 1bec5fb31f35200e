/** Who is in a group. */
import { and, asc, eq } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { groupMembers, groups, users } from '../db/schema.ts';
import type { Group } from './groups.store.ts';

export async function findGroup(db: Queryable, id: string): Promise<Group | undefined> {
  const [row] = await db.select({ id: groups.id, name: groups.name }).from(groups).where(eq(groups.id, id));
  return row;
}

/** The members by name. */
export async function membersOf(db: Queryable, groupId: string): Promise<{ id: string; name: string }[]> {
  return db
    .select({ id: users.id, name: users.username })
    .from(groupMembers)
    .innerJoin(users, eq(users.id, groupMembers.userId))
    .where(eq(groupMembers.groupId, groupId))
    .orderBy(asc(users.usernameKey));
}

export async function removeMember(tx: Queryable, groupId: string, userId: string): Promise<void> {
  await tx.delete(groupMembers).where(and(eq(groupMembers.groupId, groupId), eq(groupMembers.userId, userId)));
}

/** @returns the name that it had; undefined if there was none. */
export async function removeGroup(tx: Queryable, id: string): Promise<string | undefined> {
  const [gone] = await tx.delete(groups).where(eq(groups.id, id)).returning();
  return gone?.name;
}
