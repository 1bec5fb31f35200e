/** The row of the set-up code in `server_state`. */
import { eq } from 'drizzle-orm';
import type { Queryable } from '../../db/open.ts';
import { serverState } from '../../db/schema.ts';

const KEY = 'setup-code';
const own = eq(serverState.key, KEY);

/** `expiresAt` is ISO 8601. */
export type StoredCode = { hash: string; expiresAt: string };

/** Puts a code in the place of the one before. */
export async function saveCode(db: Queryable, value: StoredCode, now: Date): Promise<void> {
  const row = { key: KEY, value, updatedAt: now };
  await db.insert(serverState).values(row).onConflictDoUpdate({ target: serverState.key, set: row });
}

export async function findCode(db: Queryable): Promise<StoredCode | undefined> {
  const [row] = await db.select().from(serverState).where(own);
  return row?.value as StoredCode | undefined;
}

/** Locks the code until the transaction ends. */
export async function lockCode(tx: Queryable): Promise<StoredCode | undefined> {
  const [row] = await tx.select().from(serverState).where(own).for('update');
  return row?.value as StoredCode | undefined;
}

export async function deleteCode(tx: Queryable): Promise<void> {
  await tx.delete(serverState).where(own);
}
