/** Many user names at once, of a form or of a file. */
import { inArray } from 'drizzle-orm';
import { readUsername, usernameKey, usernameProblem } from '../../accounts/usernames.ts';
import type { Queryable } from '../../db/open.ts';
import { users } from '../../db/schema.ts';

/** Names or ids in one statement: PostgreSQL takes 65535 values. */
const MOST = 10_000;

function pieces<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / MOST) }, (_, n) => list.slice(n * MOST, (n + 1) * MOST));
}

/** Whether a text can be a user name. Asking the database for anything else may be an error of its own. */
export function canBeName(typed: string): boolean {
  return usernameProblem(readUsername(typed)) === undefined;
}

/** The ids of accounts by their names as they were typed, in any spelling. A name of nobody is left out. */
export async function idsByNames(db: Queryable, typed: readonly string[]): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for (const name of typed) {
    if (canBeName(name)) keys.set(name, usernameKey(readUsername(name)));
  }
  const ids = new Map<string, string>();
  for (const some of pieces([...new Set(keys.values())])) {
    const rows = await db
      .select({ id: users.id, key: users.usernameKey })
      .from(users)
      .where(inArray(users.usernameKey, some));
    for (const { id, key } of rows) ids.set(key, id);
  }
  return new Map([...keys].flatMap(([name, key]) => (ids.has(key) ? [[name, ids.get(key)!] as const] : [])));
}

/** The user names of accounts, by id. */
export async function namesByIds(db: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const some of pieces([...new Set(ids)])) {
    const rows = await db.select({ id: users.id, name: users.username }).from(users).where(inArray(users.id, some));
    for (const { id, name } of rows) names.set(id, name);
  }
  return names;
}
