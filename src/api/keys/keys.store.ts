/** Rows of the keys of programs. */
import { asc, eq, sql } from 'drizzle-orm';
import type { Queryable } from '../../db/open.ts';
import { apiKeys, users } from '../../db/schema.ts';

export type KeyRow = typeof apiKeys.$inferSelect;
export type NewKey = Omit<KeyRow, 'id' | 'lastUsedAt' | 'minuteAt' | 'minuteUsed'>;

/** @returns false: another key has the name. */
export async function insertKey(tx: Queryable, key: NewKey): Promise<boolean> {
  const added = await tx.insert(apiKeys).values(key).onConflictDoNothing({ target: apiKeys.name }).returning();
  return added.length > 0;
}

/** Every key by name, and who made it. */
export async function listKeys(db: Queryable) {
  return db
    .select({ key: apiKeys, madeBy: users.username })
    .from(apiKeys)
    .leftJoin(users, eq(users.id, apiKeys.createdBy))
    .orderBy(asc(apiKeys.name));
}

/** @returns the key that was there. */
export async function deleteKey(tx: Queryable, id: string): Promise<KeyRow | undefined> {
  const [gone] = await tx.delete(apiKeys).where(eq(apiKeys.id, id)).returning();
  return gone;
}

const MINUTE_MS = 60_000;

/**
 * Finds the key of a request and counts the request in the key's minute, in one statement, so that simultaneous
 * requests cannot slip past the count.
 * @returns `used`: requests of this minute with this one. `resetMs`: until the next minute begins.
 */
export async function countRequest(
  db: Queryable,
  keyHash: string,
  now: Date,
): Promise<{ key: KeyRow; used: number; resetMs: number } | undefined> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const begins = sql`(${apiKeys.minuteAt} is null or ${apiKeys.minuteAt} <= ${at} - interval '1 minute')`;
  const [key] = await db
    .update(apiKeys)
    .set({
      lastUsedAt: now,
      minuteUsed: sql`case when ${begins} then 1 else ${apiKeys.minuteUsed} + 1 end`,
      minuteAt: sql`case when ${begins} then ${at} else ${apiKeys.minuteAt} end`,
    })
    .where(eq(apiKeys.keyHash, keyHash))
    .returning();
  if (!key) return undefined;
  return { key, used: key.minuteUsed, resetMs: key.minuteAt!.getTime() + MINUTE_MS - now.getTime() };
}
