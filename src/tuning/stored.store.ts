/** The rows of settings that were changed while the server ran. */
import { eq, sql } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { storedSettings, users } from '../db/schema.ts';

/** Values by the setting's name in the environment. */
export type Stored = ReadonlyMap<string, string>;

export async function readStored(db: Queryable): Promise<Stored> {
  const rows = await db.select({ name: storedSettings.name, value: storedSettings.value }).from(storedSettings);
  return new Map(rows.map(({ name, value }) => [name, value]));
}

/** When each setting was changed, and by which administrator. */
export async function readChanges(db: Queryable): Promise<Map<string, { at: Date; by: string | null }>> {
  const rows = await db
    .select({ name: storedSettings.name, at: storedSettings.changedAt, by: users.username })
    .from(storedSettings)
    .leftJoin(users, eq(users.id, storedSettings.changedBy));
  return new Map(rows.map(({ name, ...change }) => [name, change]));
}

/** Lets one change at a time see what is stored: two may fit alone and not together. */
export async function lockStored(tx: Queryable): Promise<Stored> {
  await tx.execute(sql`lock table ${storedSettings} in share row exclusive mode`);
  return readStored(tx);
}

/** @param row.value undefined: the default counts again. */
export async function writeStored(
  tx: Queryable,
  row: { name: string; value: string | undefined; changedAt: Date; changedBy: string | null },
): Promise<void> {
  const { name, value, ...change } = row;
  if (value === undefined) {
    await tx.delete(storedSettings).where(eq(storedSettings.name, name));
    return;
  }
  const set = { value, ...change };
  await tx
    .insert(storedSettings)
    .values({ name, ...set })
    .onConflictDoUpdate({ target: storedSettings.name, set });
}
