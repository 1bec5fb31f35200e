/** What the provider stores: sessions, grants, codes, tokens, interactions. Ids are stored as their hashes. */
import { and, desc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import { hashToken } from '../../crypto/tokens.ts';
import type { Queryable } from '../../db/open.ts';
import { oidcRecords } from '../../db/schema.ts';

export type Payload = Record<string, unknown>;

/** `uid`, `userCode`, `grantId`, `accountId`: what the provider looks for besides the id. */
export type NewRecord = {
  model: string;
  id: string;
  payload: Payload;
  uid?: string | undefined;
  userCode?: string | undefined;
  grantId?: string | undefined;
  accountId?: string | undefined;
  expiresAt: Date | null;
};
export type StoredRecord = { payload: Payload; consumedAt: Date | null };

const { model, id, payload, uid, userCode, grantId, expiresAt, consumedAt } = oidcRecords;
const stored = { payload, consumedAt };

function named(name: string, plainId: string) {
  return and(eq(model, name), eq(id, hashToken(plainId)));
}

function inTime(now: Date) {
  return or(isNull(expiresAt), gt(expiresAt, now));
}

/** Adds a record, or replaces it. The time at which an interaction began stays. */
export async function saveRecord(db: Queryable, record: NewRecord): Promise<void> {
  const values = { ...record, id: hashToken(record.id) };
  const began = sql`jsonb_strip_nulls(jsonb_build_object('began', ${payload} -> 'began'))`;
  await db
    .insert(oidcRecords)
    .values(values)
    .onConflictDoUpdate({ target: [model, id], set: { ...values, payload: sql`excluded.payload || ${began}` } });
}

export async function findRecord(
  db: Queryable,
  name: string,
  plainId: string,
  now: Date,
): Promise<StoredRecord | undefined> {
  const [row] = await db
    .select(stored)
    .from(oidcRecords)
    .where(and(named(name, plainId), inTime(now)));
  return row;
}

export async function findRecordBy(
  db: Queryable,
  name: string,
  key: { uid: string } | { userCode: string },
  now: Date,
): Promise<StoredRecord | undefined> {
  const same = 'uid' in key ? eq(uid, key.uid) : eq(userCode, key.userCode);
  const [row] = await db
    .select(stored)
    .from(oidcRecords)
    .where(and(eq(model, name), same, inTime(now)))
    .orderBy(desc(expiresAt))
    .limit(1);
  return row;
}

/** Uses a record up. @returns false if another request was first. */
export async function consumeRecord(db: Queryable, name: string, plainId: string, now: Date): Promise<boolean> {
  const taken = await db
    .update(oidcRecords)
    .set({ consumedAt: now })
    .where(and(named(name, plainId), isNull(consumedAt)))
    .returning({ id });
  return taken.length > 0;
}

export async function removeRecord(db: Queryable, name: string, plainId: string): Promise<void> {
  await db.delete(oidcRecords).where(named(name, plainId));
}

/** Removes the records of one model that a grant led to. */
export async function removeOfGrant(db: Queryable, name: string, grant: string): Promise<void> {
  await db.delete(oidcRecords).where(and(eq(model, name), eq(grantId, grant)));
}

/** Removes expired rows. */
export async function sweepRecords(db: Queryable, now: Date): Promise<void> {
  await db.delete(oidcRecords).where(lt(expiresAt, now));
}

/** When an interaction began, by the clock of the server; undefined if it is over. */
export async function interactionBegan(db: Queryable, plainId: string): Promise<Date | undefined> {
  const [row] = await db.select({ payload }).from(oidcRecords).where(named('Interaction', plainId));
  return typeof row?.payload.began === 'string' ? new Date(row.payload.began) : undefined;
}
