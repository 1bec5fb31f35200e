/** What sign-in has to know of an account, and notes of it. */
import { eq } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { passkeys, recoveryCodes, users } from '../db/schema.ts';
import type { Session } from '../principal.ts';

export type Method = Session['method'];
/** What the rule asks about. */
export type Person = { role: 'user' | 'admin'; hasPasskey: boolean };

/** What the rule of the second factor asks about. Undefined where the account is gone. */
export async function findPerson(db: Queryable, userId: string): Promise<Person | undefined> {
  const [row] = await db
    .select({ role: users.role, passkey: passkeys.id })
    .from(users)
    .leftJoin(passkeys, eq(passkeys.userId, users.id))
    .where(eq(users.id, userId))
    .limit(1);
  return row && { role: row.role, hasPasskey: row.passkey !== null };
}

/** Removes every passkey of a person and the recovery codes that stand for them. @returns how many passkeys there were. */
export async function removePasskeys(tx: Queryable, userId: string): Promise<number> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  return (await tx.delete(passkeys).where(eq(passkeys.userId, userId)).returning()).length;
}

/** What a sign-in makes of the account's failed face attempts. The password turns a face on again that was off. */
const FACE_AFTER = { password: { faceFailures: 0, faceOffAt: null }, face: { faceFailures: 0 }, passkey: {} } as const;

/** Notes a sign-in. */
export async function noteSignIn(tx: Queryable, userId: string, method: Method, now: Date): Promise<void> {
  await tx
    .update(users)
    .set({ lastSignInAt: now, ...FACE_AFTER[method] })
    .where(eq(users.id, userId));
}

/** The name and the password's hash of an account. */
export async function findCredentials(db: Queryable, userId: string) {
  const [row] = await db
    .select({ usernameKey: users.usernameKey, passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.id, userId));
  return row;
}
