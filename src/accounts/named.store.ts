/** Finds the account that the command line names. */
import { eq } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { users } from '../db/schema.ts';
import { readUsername, usernameKey, usernameProblem } from './usernames.ts';

/** Finds and locks an account until the transaction ends. @throws {Error} in one line where nobody has the name. */
export async function userNamed(tx: Queryable, typed: string): Promise<typeof users.$inferSelect> {
  const username = readUsername(typed);
  const named = usernameProblem(username) ? undefined : eq(users.usernameKey, usernameKey(username));
  const [user] = named ? await tx.select().from(users).where(named).for('update') : [];
  if (!user) throw new Error(`Nobody here is called ${JSON.stringify(typed)}.`);
  return user;
}
