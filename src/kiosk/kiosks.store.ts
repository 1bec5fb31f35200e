/** Rows of kiosks. */
import { and, asc, count, eq, getTableColumns, gt, ne } from 'drizzle-orm';
import type { KioskFacts } from '../biometrics/kiosk/state.ts';
import type { Queryable } from '../db/open.ts';
import { groups, kiosks, kioskWatches } from '../db/schema.ts';

export type Kiosk = typeof kiosks.$inferSelect;
/** What an administrator sets. */
export type KioskSettings = Pick<
  Kiosk,
  'name' | 'groupId' | 'targetFmr' | 'liveness' | 'attendance' | 'names' | 'tells' | 'locale'
>;

export async function findKiosk(db: Queryable, id: string): Promise<Kiosk | undefined> {
  const [row] = await db.select().from(kiosks).where(eq(kiosks.id, id));
  return row;
}

/** Locks a kiosk until the transaction ends. */
export async function lockKiosk(tx: Queryable, id: string): Promise<Kiosk | undefined> {
  const [row] = await tx.select().from(kiosks).where(eq(kiosks.id, id)).for('update');
  return row;
}

/** The kiosk whose tablet has this key. @param deviceHash of the key. */
export async function kioskOfDevice(db: Queryable, deviceHash: string): Promise<Kiosk | undefined> {
  const [row] = await db.select().from(kiosks).where(eq(kiosks.deviceHash, deviceHash));
  return row;
}

/** Every kiosk by name, with its group. */
export async function listKiosks(db: Queryable) {
  return db
    .select({ ...getTableColumns(kiosks), group: groups.name })
    .from(kiosks)
    .leftJoin(groups, eq(groups.id, kiosks.groupId))
    .orderBy(asc(kiosks.name));
}

/** @returns the id; undefined where another kiosk has the name. */
export async function insertKiosk(
  tx: Queryable,
  kiosk: KioskSettings & { pinHash: string | null; createdAt: Date },
): Promise<string | undefined> {
  const [row] = await tx.insert(kiosks).values(kiosk).onConflictDoNothing({ target: kiosks.name }).returning();
  return row?.id;
}

/** Whether another kiosk has the name. */
export async function isNameTaken(tx: Queryable, id: string, name: string): Promise<boolean> {
  const [row] = await tx
    .select({ kiosks: count() })
    .from(kiosks)
    .where(and(eq(kiosks.name, name), ne(kiosks.id, id)));
  return row!.kiosks > 0;
}

export async function updateKiosk(tx: Queryable, id: string, values: Partial<Kiosk>): Promise<void> {
  await tx.update(kiosks).set(values).where(eq(kiosks.id, id));
}

/** @returns the kiosk that was there. Its tablet is no kiosk any more; its attendance stays. */
export async function deleteKiosk(tx: Queryable, id: string): Promise<Kiosk | undefined> {
  const [gone] = await tx.delete(kiosks).where(eq(kiosks.id, id)).returning();
  return gone;
}

/**
 * Uses a code up and gives the kiosk a new key, in one statement: of two tablets with the same code one succeeds.
 * @returns undefined for a code that does not work.
 */
export async function takeCode(
  tx: Queryable,
  { codeHash, deviceHash, now }: { codeHash: string; deviceHash: string; now: Date },
): Promise<Kiosk | undefined> {
  const [kiosk] = await tx
    .update(kiosks)
    .set({ deviceHash, registeredAt: now, codeHash: null, codeExpiresAt: null, lastSeenAt: now, facts: null })
    .where(and(eq(kiosks.codeHash, codeHash), gt(kiosks.codeExpiresAt, now)))
    .returning();
  // What the former tablet saw is no business of the new one.
  if (kiosk) await tx.delete(kioskWatches).where(eq(kioskWatches.kioskId, kiosk.id));
  return kiosk;
}

/** Notes that a tablet is there, and what it says of itself. */
export async function noteSeen(db: Queryable, id: string, seen: { at: Date; facts: KioskFacts }): Promise<void> {
  await db.update(kiosks).set({ lastSeenAt: seen.at, facts: seen.facts }).where(eq(kiosks.id, id));
}
