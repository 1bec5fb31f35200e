/** What an act on an account reads and writes: of an administrator, or of a program. */
import { eq } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { users } from '../db/schema.ts';

export type User = typeof users.$inferSelect;

/** Locks an account until the transaction ends. Undefined where it does not exist. */
export async function lockUser(tx: Queryable, userId: string): Promise<User | undefined> {
  const [user] = await tx.select().from(users).where(eq(users.id, userId)).for('update');
  return user;
}

/** @param disabledAt null enables the account. */
export async function saveDisabled(tx: Queryable, userId: string, disabledAt: Date | null): Promise<void> {
  await tx.update(users).set({ disabledAt }).where(eq(users.id, userId));
}

export async function saveFaceOff(tx: Queryable, userId: string, faceOffAt: Date): Promise<void> {
  await tx.update(users).set({ faceOffAt }).where(eq(users.id, userId));
}
