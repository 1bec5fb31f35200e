/** The parts of an account that sign-in reads and writes. */
import { eq } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { passkeys, recoveryCodes, users } from '../db/schema.ts';
import type { Session } from '../principal.ts';

export type Method = Session['method'];
/** The facts for the rule of the second factor. */
export type Person = { role: 'user' | 'admin'; hasPasskey: boolean };

/** Finds the facts for the rule of the second factor. Undefined if the account is gone. */
export async function findPerson(db: Queryable, userId: string): Promise<Person | undefined> {
  const [row] = await db
    .select({ role: users.role, passkey: passkeys.id })
    .from(users)
    .leftJoin(passkeys, eq(passkeys.userId, users.id))
    .where(eq(users.id, userId))
    .limit(1);
  return row && { role: row.role, hasPasskey: row.passkey !== null };
}

/** Removes a person's passkeys, and the recovery codes that replace them. @returns how many passkeys there were. */
export async function removePasskeys(tx: Queryable, userId: string): Promise<number> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  return (await tx.delete(passkeys).where(eq(passkeys.userId, userId)).returning()).length;
}

/** What each sign-in does to the count of failed face attempts. The password also turns the face on again. */
const FACE_AFTER = { password: { faceFailures: 0, faceOffAt: null }, face: { faceFailures: 0 }, passkey: {} } as const;

/** Notes the time of a sign-in, and applies {@link FACE_AFTER}. */
export async function noteSignIn(tx: Queryable, userId: string, method: Method, now: Date): Promise<void> {
  await tx
    .update(users)
    .set({ lastSignInAt: now, ...FACE_AFTER[method] })
    .where(eq(users.id, userId));
}

/** Finds the name and the password hash of an account. */
export async function findCredentials(db: Queryable, userId: string) {
  const [row] = await db
    .select({ usernameKey: users.usernameKey, passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.id, userId));
  return row;
}
