/** Groups of people. Applications get their names and may be limited to them. */
import { asc, count, eq, inArray } from 'drizzle-orm';
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

/** Adds people to a group. Who is in it stays. */
export async function addMembers(tx: Queryable, groupId: string, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return;
  await tx
    .insert(groupMembers)
    .values(userIds.map((userId) => ({ groupId, userId })))
    .onConflictDoNothing();
}
