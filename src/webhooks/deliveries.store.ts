/** Rows of deliveries: events on their way, and those that have arrived or were given up. */
import { and, desc, eq, exists, isNotNull, isNull, lt, lte, not, notExists, or, type SQL, sql } from 'drizzle-orm';
import { type Cursor, isAfter, microsOf } from '../db/keyset.ts';
import type { Database, Queryable } from '../db/open.ts';
import { webhookDeliveries as table, users, webhooks } from '../db/schema.ts';
import { GIVE_UP_MS } from '../events/deliveries.store.ts';

export type Delivery = typeof table.$inferSelect;

export const STATES = ['waiting', 'delivered', 'failed'] as const;
export type State = (typeof STATES)[number];

export function stateOf({ nextAt, delivered }: Pick<Delivery, 'nextAt' | 'delivered'>): State {
  if (nextAt) return 'waiting';
  return delivered ? 'delivered' : 'failed';
}

const IS: Record<State, SQL | undefined> = {
  waiting: isNotNull(table.nextAt),
  delivered: and(isNull(table.nextAt), table.delivered),
  failed: and(isNull(table.nextAt), not(table.delivered)),
};

/** The webhooks for which something is due. */
export async function dueWebhooks(db: Database, now: Date): Promise<string[]> {
  const due = db
    .select({ one: sql`1` })
    .from(table)
    .where(and(eq(table.webhookId, webhooks.id), lte(table.nextAt, now)));
  const rows = await db.select({ id: webhooks.id }).from(webhooks).where(exists(due));
  return rows.map(({ id }) => id);
}

/**
 * Takes due deliveries of a webhook and counts the try. Until the lease ends no other server takes them; a server that
 * dies meanwhile leaves them to whoever looks then.
 */
export async function claim(
  db: Database,
  { webhookId, now, leaseMs, most }: { webhookId: string; now: Date; leaseMs: number; most: number },
): Promise<Delivery[]> {
  const due = db.$with('due').as(
    db
      .select({ id: table.id })
      .from(table)
      .where(and(eq(table.webhookId, webhookId), lte(table.nextAt, now)))
      .orderBy(table.nextAt)
      .limit(most)
      .for('update', { skipLocked: true }),
  );
  return db
    .with(due)
    .update(table)
    .set({ attempts: sql`${table.attempts} + 1`, nextAt: new Date(now.getTime() + leaseMs) })
    .where(sql`${table.id} in (select ${due.id} from ${due})`)
    .returning();
}

type Try = Pick<Delivery, 'lastAt' | 'lastMs' | 'status' | 'answer' | 'error'>;
/** A try of this server, as it was claimed. */
const tried = ({ id, attempts }: Pick<Delivery, 'id' | 'attempts'>) =>
  and(eq(table.id, id), eq(table.attempts, attempts));

export async function noteDelivered(db: Queryable, row: Delivery, end: Try): Promise<void> {
  await db
    .update(table)
    .set({ ...end, nextAt: null, delivered: true })
    .where(tried(row));
}

/** One that was given up meanwhile stays so. @param nextAt null: that was the last try. */
export async function noteFailed(db: Queryable, row: Delivery, end: Try, nextAt: Date | null): Promise<void> {
  await db
    .update(table)
    .set({ ...end, nextAt })
    .where(and(tried(row), isNotNull(table.nextAt)));
}

/** Takes a try back that the end of the server broke off. */
export async function giveBack(db: Queryable, row: Delivery, now: Date): Promise<void> {
  await db
    .update(table)
    .set({ attempts: row.attempts - 1, nextAt: now })
    .where(and(tried(row), isNotNull(table.nextAt)));
}

/** Writes an event of no person, for one webhook. */
export async function insertTest(tx: Queryable, webhookId: string, now: Date): Promise<void> {
  const giveUpAt = new Date(now.getTime() + GIVE_UP_MS);
  await tx.insert(table).values({ webhookId, type: 'webhook.test', at: now, data: {}, nextAt: now, giveUpAt });
}

/** Sends a delivery again, with the same id, as often as a new one. @returns false: there is none. */
export async function sendAgain(
  db: Queryable,
  { id, webhookId, now }: { id: string; webhookId: string; now: Date },
): Promise<boolean> {
  const again = { attempts: 0, nextAt: now, giveUpAt: new Date(now.getTime() + GIVE_UP_MS), delivered: false };
  const rows = await db
    .update(table)
    .set(again)
    .where(and(eq(table.id, id), eq(table.webhookId, webhookId)))
    .returning({ id: table.id });
  return rows.length > 0;
}

/** Gives up what waits for a webhook that is switched off. */
export async function giveUpWaiting(tx: Queryable, webhookId: string): Promise<void> {
  await tx
    .update(table)
    .set({ nextAt: null })
    .where(and(eq(table.webhookId, webhookId), isNotNull(table.nextAt)));
}

export async function findDelivery(db: Queryable, webhookId: string, id: string): Promise<Delivery | undefined> {
  const [row] = await db
    .select()
    .from(table)
    .where(and(eq(table.id, id), eq(table.webhookId, webhookId)));
  return row;
}

/** The deliveries of a webhook, the newest first. */
export async function listDeliveries(
  db: Queryable,
  {
    webhookId,
    state,
    after,
    most,
  }: { webhookId: string; state?: State | undefined; after?: Cursor | undefined; most: number },
) {
  return db
    .select({ row: table, id: table.id, micros: microsOf(table.at) })
    .from(table)
    .where(and(eq(table.webhookId, webhookId), state && IS[state], after && isAfter(table.at, table.id, after)))
    .orderBy(desc(table.at), desc(table.id))
    .limit(most);
}

const DAY_MS = 24 * 3_600_000;
/** Days that a delivery is kept. */
const KEPT_DAYS = 30;

/** Gives up what nobody had time to try, and removes what is old or names somebody who is gone. */
export async function sweepDeliveries(db: Database, now: Date): Promise<void> {
  await db
    .update(table)
    .set({ nextAt: null })
    .where(and(isNotNull(table.nextAt), lt(table.giveUpAt, now)));
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const somebody = db.select({ one: sql`1` }).from(users).where(eq(users.id, table.personId));
  const ofNobody = and(isNotNull(table.personId), notExists(somebody), lt(table.at, daysAgo(1)));
  await db.delete(table).where(and(isNull(table.nextAt), or(lt(table.at, daysAgo(KEPT_DAYS)), ofNobody)));
}
