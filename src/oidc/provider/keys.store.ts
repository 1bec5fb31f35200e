/** Rows of the provider's signing keys. Their contents are sealed. */
import { asc, desc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import type { SealedTemplate } from '../../crypto/templates.ts';
import type { Database, Queryable } from '../../db/open.ts';
import { oidcKeys } from '../../db/schema.ts';

export type KeyRow = typeof oidcKeys.$inferSelect;
export type NewKey = { kid: string; createdAt: Date } & SealedTemplate;

/** Key of the lock under which one server at a time makes the first signing key: the ASCII bytes "FaceOidc". */
const LOCK_KEY = '5071443942171042915';

/** The keys that are published, the newest first. */
export function publishedKeys(db: Queryable, now: Date): Promise<KeyRow[]> {
  const { retiresAt, createdAt, kid } = oidcKeys;
  return db
    .select()
    .from(oidcKeys)
    .where(or(isNull(retiresAt), gt(retiresAt, now)))
    .orderBy(desc(createdAt), asc(kid));
}

/** Adds a key while no other server does. @param isNeeded decides under the lock. @returns false if it was not. */
export async function addKeyOnce(
  db: Pick<Database, 'transaction'>,
  key: NewKey,
  isNeeded: (rows: KeyRow[]) => boolean,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK_KEY}::bigint)`);
    if (!isNeeded(await publishedKeys(tx, key.createdAt))) return false;
    await tx.insert(oidcKeys).values(key);
    return true;
  });
}

/** Lets every key that signs retire, and adds another one. */
export async function replaceKeys(tx: Queryable, key: NewKey, retiresAt: Date): Promise<void> {
  await tx.update(oidcKeys).set({ retiresAt }).where(isNull(oidcKeys.retiresAt));
  await tx.insert(oidcKeys).values(key);
}

/** Seals a key anew. */
export async function resealKey(tx: Queryable, kid: string, sealed: SealedTemplate): Promise<void> {
  await tx.update(oidcKeys).set(sealed).where(eq(oidcKeys.kid, kid));
}

/** Removes keys whose tokens are over. */
export async function sweepKeys(db: Queryable, now: Date): Promise<void> {
  await db.delete(oidcKeys).where(lt(oidcKeys.retiresAt, now));
}
