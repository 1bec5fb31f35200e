/** What applications learn of a person. */
import { and, eq, isNull } from 'drizzle-orm';
import { groupsOf } from '../../applications/groups.store.ts';
import type { Queryable } from '../../db/open.ts';
import { passkeys, profiles, users } from '../../db/schema.ts';

export type Claims = {
  sub: string;
  name: string;
  preferred_username: string;
  groups: string[];
  email?: string;
  email_verified?: false;
};

/** The claims of a person. Nobody checks the e-mail of a profile. Undefined if the account is gone or disabled. */
export async function claimsOf(db: Queryable, userId: string): Promise<Claims | undefined> {
  const [row] = await db
    .select({ username: users.username, displayName: users.displayName, email: profiles.email })
    .from(users)
    .leftJoin(profiles, eq(profiles.userId, users.id))
    .where(and(eq(users.id, userId), isNull(users.disabledAt)));
  if (!row) return undefined;
  const groups = (await groupsOf(db, userId)).map(({ name }) => name);
  const claims: Claims = { sub: userId, name: row.displayName, preferred_username: row.username, groups };
  return row.email ? { ...claims, email: row.email, email_verified: false } : claims;
}

/** Whether a passkey of the person has copies elsewhere: then no use of a passkey proves a single device. */
export async function hasSyncedPasskey(db: Queryable, userId: string): Promise<boolean> {
  const rows = await db
    .select({ id: passkeys.id })
    .from(passkeys)
    .where(and(eq(passkeys.userId, userId), eq(passkeys.backedUp, true)))
    .limit(1);
  return rows.length > 0;
}
