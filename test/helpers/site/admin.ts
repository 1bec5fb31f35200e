/** Administrators at a site without a browser. */
import { eq } from 'drizzle-orm';
import { users } from '../../../src/db/schema.ts';
import { testDb } from '../data/db.ts';
import { confirmAt, registerAt, type Visitor } from './site.ts';

export async function userNamed(username: string) {
  const [user] = await (await testDb()).select().from(users).where(eq(users.username, username));
  return user!;
}

/** Registers an administrator. The visitor is then signed in and has given the password again. @returns the id. */
export async function adminAt(visitor: Visitor, username = 'root'): Promise<string> {
  await registerAt(visitor, username);
  await (await testDb()).update(users).set({ role: 'admin' }).where(eq(users.username, username));
  await confirmAt(visitor);
  return (await userNamed(username)).id;
}
