/** Hands events to webhooks: one row for each webhook that asks for the event, in the transaction of the event. */
import { sql } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { users, webhookDeliveries, webhooks } from '../db/schema.ts';
import type { WebhookType } from './webhook-types.ts';

const HOUR_MS = 3_600_000;
/** Milliseconds after which nobody tries again: the waits between the tries (`webhooks/retries.ts`) add up to less. */
export const GIVE_UP_MS = 26 * HOUR_MS;

/** `id`: of the row in the audit trail. `kiosk`: the name of the kiosk that saw the person. */
type Told = { id: string; type: WebhookType; at: Date; personId: string | null; kiosk?: string | undefined };

const stamp = (date: Date) => sql`${date.toISOString()}::timestamptz`;

/**
 * Writes the deliveries of an event: one statement, whether or not there is a webhook, and no network. The names are
 * those of now, since a person who is deleted has none later.
 *
 * The lock keeps a webhook from being removed between the look and the row that refers to it: that would fail the
 * transaction, and with it a sign-in. A webhook that is being removed gets nothing.
 */
export async function queueDeliveries(tx: Queryable, told: Told): Promise<void> {
  const { id, type, at, personId, kiosk } = told;
  const person = sql`case when ${users.id} is null then null else jsonb_build_object(
    'id', ${users.id}, 'name', ${users.username}, 'displayName', ${users.displayName}) end`;
  const seenBy = kiosk === undefined ? sql`` : sql`, 'kiosk', jsonb_build_object('name', ${kiosk}::text)`;
  await tx.execute(sql`
    insert into ${webhookDeliveries} (webhook_id, type, at, data, person_id, next_at, give_up_at)
    select ${webhooks.id}, ${type}::text, ${stamp(at)},
      jsonb_build_object('event', ${id}::uuid, 'person', ${person}${seenBy}),
      ${users.id}, ${stamp(at)}, ${stamp(new Date(at.getTime() + GIVE_UP_MS))}
    from ${webhooks} left join ${users} on ${users.id} = ${personId}::uuid
    where ${webhooks.enabled} and ${webhooks.events} @> jsonb_build_array(${type}::text)
    for key share of ${webhooks} skip locked`);
}
