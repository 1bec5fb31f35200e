/** Bearer keys with which programs pass the gateway of one application. Only their hashes are stored. */
import { and, asc, eq } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { applicationKeys } from '../db/schema.ts';

/** A key without its hash. */
export type ApplicationKey = Omit<typeof applicationKeys.$inferSelect, 'keyHash' | 'applicationId'>;

/** The keys of an application, the oldest first. */
export async function listKeys(db: Queryable, applicationId: string): Promise<ApplicationKey[]> {
  const { id, name, createdAt, expiresAt, lastUsedAt } = applicationKeys;
  return db
    .select({ id, name, createdAt, expiresAt, lastUsedAt })
    .from(applicationKeys)
    .where(eq(applicationKeys.applicationId, applicationId))
    .orderBy(asc(createdAt), asc(id));
}

/** @param key.keyHash SHA-256 of the key, hexadecimal (`hashToken`). */
export async function addKey(
  tx: Queryable,
  key: { applicationId: string; name: string; keyHash: string; createdAt: Date; expiresAt: Date | null },
): Promise<void> {
  await tx.insert(applicationKeys).values(key);
}

/** @returns the name of the removed key; undefined if the application has no such key. */
export async function removeKey(tx: Queryable, applicationId: string, id: string): Promise<string | undefined> {
  const [removed] = await tx
    .delete(applicationKeys)
    .where(and(eq(applicationKeys.id, id), eq(applicationKeys.applicationId, applicationId)))
    .returning({ name: applicationKeys.name });
  return removed?.name;
}
