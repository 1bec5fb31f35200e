/** Rows of passkeys. */
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { passkeys, sessions, users } from '../db/schema.ts';
import type { NewPasskey, Passkey } from './webauthn.ts';

/** A person's passkeys, the oldest first. */
export function listPasskeys(db: Queryable, userId: string): Promise<Passkey[]> {
  return db.select().from(passkeys).where(eq(passkeys.userId, userId)).orderBy(asc(passkeys.createdAt));
}

/** The passkey of this id; undefined where it is not the person's own. */
export async function findOwn(db: Queryable, userId: string, id: string): Promise<Passkey | undefined> {
  const [row] = await db
    .select()
    .from(passkeys)
    .where(and(eq(passkeys.id, id), eq(passkeys.userId, userId)));
  return row;
}

/** The passkey of this id; undefined where its account is disabled. */
export async function findUsable(db: Queryable, id: string): Promise<Passkey | undefined> {
  const [row] = await db
    .select({ passkey: passkeys })
    .from(passkeys)
    .innerJoin(users, eq(users.id, passkeys.userId))
    .where(and(eq(passkeys.id, id), isNull(users.disabledAt)));
  return row?.passkey;
}

/** @returns false where the id exists already. Two authenticators never share an id by chance. */
export async function insertPasskey(
  tx: Queryable,
  passkey: NewPasskey & Pick<Passkey, 'userId' | 'name' | 'createdAt'>,
): Promise<boolean> {
  const made = await tx.insert(passkeys).values(passkey).onConflictDoNothing({ target: passkeys.id }).returning();
  return made.length > 0;
}

/**
 * Notes a use. A counter that has not gone up tells of a copy. Authenticators that do not count always send 0
 * (WebAuthn 3, 6.1.1).
 * @returns false where the passkey is gone, or its counter has not gone up.
 */
export async function noteUse(
  tx: Queryable,
  id: string,
  use: { counter: number; backedUp: boolean; now: Date },
): Promise<boolean> {
  const { counter, backedUp, now } = use;
  const forward = sql`(${passkeys.counter} < ${counter} or (${passkeys.counter} = 0 and ${counter} = 0))`;
  const noted = await tx
    .update(passkeys)
    .set({ counter, backedUp, lastUsedAt: now })
    .where(and(eq(passkeys.id, id), forward))
    .returning();
  return noted.length > 0;
}

/** Notes in a session that it has shown a second factor. */
export async function noteSecondFactor(tx: Queryable, sessionHash: string, now: Date): Promise<void> {
  await tx.update(sessions).set({ secondFactorAt: now }).where(eq(sessions.idHash, sessionHash));
}

export async function renamePasskey(tx: Queryable, userId: string, id: string, name: string): Promise<boolean> {
  const mine = and(eq(passkeys.id, id), eq(passkeys.userId, userId));
  return (await tx.update(passkeys).set({ name }).where(mine).returning()).length > 0;
}

export async function deletePasskey(tx: Queryable, userId: string, id: string): Promise<boolean> {
  const mine = and(eq(passkeys.id, id), eq(passkeys.userId, userId));
  return (await tx.delete(passkeys).where(mine).returning()).length > 0;
}
