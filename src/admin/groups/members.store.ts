/** Who is in a group, and which applications are for it. */
import { and, asc, eq, sql } from 'drizzle-orm';
import type { Queryable } from '../../db/open.ts';
import { applicationGroups, applications, groupMembers, users } from '../../db/schema.ts';
import { beginsWith, nameKey } from '../people/people.store.ts';
import { PAGE_ROWS } from '../query.ts';

/**
 * A page of members by name. `next`: the value of `after` for the following page.
 * @param filter.name beginning of a user name, in any spelling; empty for all.
 */
export async function listMembers(db: Queryable, groupId: string, { name, after }: { name: string; after: string }) {
  const rows = await db
    .select({
      id: users.id,
      username: users.username,
      usernameKey: users.usernameKey,
      displayName: users.displayName,
    })
    .from(groupMembers)
    .innerJoin(users, eq(users.id, groupMembers.userId))
    .where(
      and(
        eq(groupMembers.groupId, groupId),
        name ? beginsWith(name) : undefined,
        after ? sql`${nameKey} > ${after}` : undefined,
      ),
    )
    .orderBy(asc(nameKey))
    .limit(PAGE_ROWS + 1);
  const shown = rows.slice(0, PAGE_ROWS);
  return { rows: shown, ...(rows.length > PAGE_ROWS && { next: shown.at(-1)!.usernameKey }) };
}

/** The ids of the members of a group. */
export async function memberIds(db: Queryable, groupId: string): Promise<string[]> {
  const rows = await db.select({ id: groupMembers.userId }).from(groupMembers).where(eq(groupMembers.groupId, groupId));
  return rows.map(({ id }) => id);
}

/** Every membership, by the id of the group: the user names in their order. */
export async function memberNames(db: Queryable): Promise<Map<string, string[]>> {
  const rows = await db
    .select({ groupId: groupMembers.groupId, username: users.username })
    .from(groupMembers)
    .innerJoin(users, eq(users.id, groupMembers.userId))
    .orderBy(asc(nameKey));
  const names = new Map<string, string[]>();
  for (const { groupId, username } of rows) {
    const some = names.get(groupId);
    if (some) some.push(username);
    else names.set(groupId, [username]);
  }
  return names;
}

/** The applications that are for a group, by name. */
export async function applicationsFor(db: Queryable, groupId: string): Promise<{ id: string; name: string }[]> {
  return db
    .select({ id: applications.id, name: applications.name })
    .from(applicationGroups)
    .innerJoin(applications, eq(applications.id, applicationGroups.applicationId))
    .where(and(eq(applicationGroups.groupId, groupId), eq(applications.audience, 'chosen')))
    .orderBy(asc(applications.name));
}
