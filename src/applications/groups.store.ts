/** Groups of people. Applications get their names and may be limited to them. */
import { and, asc, count, eq, inArray } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { groupMembers, groups } from '../db/schema.ts';

export type Group = { id: string; name: string };

/** All groups by name, with the number of their members. */
export async function listGroups(db: Queryable): Promise<(Group & { members: number })[]> {
  return db
    .select({ id: groups.id, name: groups.name, members: count(groupMembers.userId) })
    .from(groups)
    .leftJoin(groupMembers, eq(groupMembers.groupId, groups.id))
    .groupBy(groups.id)
    .orderBy(asc(groups.name));
}

/** The groups of a person, by name. */
export async function groupsOf(db: Queryable, userId: string): Promise<Group[]> {
  return db
    .select({ id: groups.id, name: groups.name })
    .from(groups)
    .innerJoin(groupMembers, eq(groupMembers.groupId, groups.id))
    .where(eq(groupMembers.userId, userId))
    .orderBy(asc(groups.name));
}

/** The groups with these names. A name without a group is left out. */
export async function groupsNamed(db: Queryable, names: readonly string[]): Promise<Group[]> {
  if (names.length === 0) return [];
  return db
    .select({ id: groups.id, name: groups.name })
    .from(groups)
    .where(inArray(groups.name, [...names]));
}

/** Adds a group. @returns its id; undefined if the name is taken. */
export async function addGroup(tx: Queryable, name: string, now: Date): Promise<string | undefined> {
  const added = await tx
    .insert(groups)
    .values({ name, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: groups.id });
  return added[0]?.id;
}

export async function findGroup(db: Queryable, id: string): Promise<Group | undefined> {
  const [group] = await db.select({ id: groups.id, name: groups.name }).from(groups).where(eq(groups.id, id));
  return group;
}

export async function renameGroup(tx: Queryable, id: string, name: string): Promise<void> {
  await tx.update(groups).set({ name }).where(eq(groups.id, id));
}

/** Removes a group. Its members stay; an application that was for it alone is for nobody. */
export async function removeGroup(tx: Queryable, id: string): Promise<void> {
  await tx.delete(groups).where(eq(groups.id, id));
}

/** Adds people to a group. Who is in it stays. @returns how many are new. */
export async function addMembers(tx: Queryable, groupId: string, userIds: readonly string[]): Promise<number> {
  if (userIds.length === 0) return 0;
  const added = await tx
    .insert(groupMembers)
    .values(userIds.map((userId) => ({ groupId, userId })))
    .onConflictDoNothing()
    .returning();
  return added.length;
}

/** Takes people out of a group. @returns how many were in it. */
export async function removeMembers(tx: Queryable, groupId: string, userIds: readonly string[]): Promise<number> {
  if (userIds.length === 0) return 0;
  const removed = await tx
    .delete(groupMembers)
    .where(and(eq(groupMembers.groupId, groupId), inArray(groupMembers.userId, [...userIds])))
    .returning();
  return removed.length;
}
