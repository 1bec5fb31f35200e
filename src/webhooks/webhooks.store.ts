/** Rows of webhooks. */
import { asc, count, desc, eq, sql } from 'drizzle-orm';
import type { Database, Queryable } from '../db/open.ts';
import { users, webhookDeliveries, webhooks } from '../db/schema.ts';

export type Webhook = typeof webhooks.$inferSelect;
export type NewWebhook = Pick<Webhook, 'name' | 'url' | 'events' | 'createdAt' | 'createdBy'>;

/** Webhooks of a server, at most: each event is a row for each of them. */
export const MOST_WEBHOOKS = 20;
/** Key of the lock under which one webhook at a time is added: the ASCII bytes "FaceHook". */
const LOCK_KEY = '5071443921098501995';

/** @returns the id; undefined where there are as many as may be. */
export async function insertWebhook(tx: Queryable, webhook: NewWebhook): Promise<string | undefined> {
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK_KEY}::bigint)`);
  const [found] = await tx.select({ webhooks: count() }).from(webhooks);
  if (found!.webhooks >= MOST_WEBHOOKS) return undefined;
  const [row] = await tx.insert(webhooks).values(webhook).returning({ id: webhooks.id });
  return row!.id;
}

export async function findWebhook(db: Queryable, id: string): Promise<Webhook | undefined> {
  const [row] = await db.select().from(webhooks).where(eq(webhooks.id, id));
  return row;
}

/** Who added a webhook, by user name; null: that person is gone. */
export async function makerOf(db: Queryable, { createdBy }: Pick<Webhook, 'createdBy'>): Promise<string | null> {
  if (createdBy === null) return null;
  const [maker] = await db.select({ name: users.username }).from(users).where(eq(users.id, createdBy));
  return maker?.name ?? null;
}

/** Locks a webhook for a change. Events go on to it: the lock is weaker than that of a removal. */
export async function lockWebhook(tx: Queryable, id: string): Promise<Webhook | undefined> {
  const [row] = await tx.select().from(webhooks).where(eq(webhooks.id, id)).for('no key update');
  return row;
}

export async function saveWebhook(
  tx: Queryable,
  id: string,
  change: Partial<Pick<Webhook, 'name' | 'url' | 'events' | 'enabled'>>,
): Promise<void> {
  await tx.update(webhooks).set(change).where(eq(webhooks.id, id));
}

/** @returns the webhook that was there. Its secrets and deliveries go with it. */
export async function deleteWebhook(tx: Queryable, id: string): Promise<Webhook | undefined> {
  const [gone] = await tx.delete(webhooks).where(eq(webhooks.id, id)).returning();
  return gone;
}

/** Every webhook by name, how many events wait for it, and what became of the newest one that was tried. */
export async function listWebhooks(db: Database) {
  const { webhookId, at, nextAt, lastAt, status, error, delivered } = webhookDeliveries;
  const last = db
    .select({ lastAt, nextAt, status, error, delivered })
    .from(webhookDeliveries)
    .where(sql`${webhookId} = ${webhooks.id} and ${lastAt} is not null`)
    .orderBy(desc(at))
    .limit(1)
    .as('last');
  const waiting = sql<number>`(
    select count(*)::int from ${webhookDeliveries} where ${webhookId} = ${webhooks.id} and ${nextAt} is not null)`;
  return db
    .select({
      webhook: webhooks,
      waiting,
      last: {
        ...{ at: last.lastAt, nextAt: last.nextAt, delivered: last.delivered },
        ...{ status: last.status, error: last.error },
      },
    })
    .from(webhooks)
    .leftJoinLateral(last, sql`true`)
    .orderBy(asc(webhooks.name), asc(webhooks.id));
}
