/** A new account: the check of its name and password, and its rows. */
import type { Queryable } from '../db/open.ts';
import { profiles, users } from '../db/schema.ts';
import type { MessageKey } from '../i18n/index.ts';
import { passwordProblem } from './password-policy.ts';
import { usernameProblem } from './usernames.ts';

/** What is wrong with the fields `username` and `password`, if anything. */
export function accountProblems({
  username,
  password,
}: {
  username: string;
  password: string;
}): Record<string, MessageKey> {
  const [name, secret] = [usernameProblem(username), passwordProblem(password, username)];
  return { ...(name && { username: name }), ...(secret && { password: secret }) };
}

/** Thrown inside a transaction: its rollback keeps the invitation or the set-up code unused. */
export class NameTaken extends Error {}

/** @returns the new user's id. @throws {NameTaken} also where another registration is a moment faster. */
export async function insertUser(tx: Queryable, user: typeof users.$inferInsert): Promise<string> {
  const [row] = await tx.insert(users).values(user).onConflictDoNothing({ target: users.usernameKey }).returning();
  if (!row) throw new NameTaken();
  await tx.insert(profiles).values({ userId: row.id });
  return row.id;
}
