/** Tables of webhooks: where events go, the secrets that sign them, and each event on its way. */

import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { users } from './accounts.ts';
import { bytes, time } from './columns.ts';

/**
 * No column but the id is unique. A change of a unique column would lock the row against foreign keys, and events of
 * that moment would skip the webhook (`events/deliveries.store.ts`).
 */
export const webhooks = pgTable('webhooks', {
  id: uuid('id').primaryKey().defaultRandom(),
  name: text('name').notNull(),
  url: text('url').notNull(),
  /** The event types that it gets, as `person.created`. */
  events: jsonb('events').$type<string[]>().notNull(),
  enabled: boolean('enabled').notNull().default(true),
  createdAt: time('created_at').notNull(),
  createdBy: uuid('created_by').references(() => users.id, { onDelete: 'set null' }),
});

/** Sealed like face templates. During a rotation a webhook has two, and each delivery both signatures. */
export const webhookSecrets = pgTable(
  'webhook_secrets',
  {
    id: uuid('id').primaryKey(),
    webhookId: uuid('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    keyId: text('key_id').notNull(),
    nonce: bytes('nonce').notNull(),
    ciphertext: bytes('ciphertext').notNull(),
    createdAt: time('created_at').notNull(),
    /** Set: the former secret, which signs until then. */
    retiresAt: time('retires_at'),
  },
  (table) => [index('webhook_secrets_webhook').on(table.webhookId)],
);

/** One event for one webhook. The transaction of the event writes it; a server sends it. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    /** The `webhook-id`: the same at each try, so that a receiver knows a double. */
    id: uuid('id').primaryKey().defaultRandom(),
    webhookId: uuid('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    type: text('type').notNull(),
    /** When the event happened. */
    at: time('at').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    /** Whom the event names. No foreign key: a deletion is told after the person is gone. */
    personId: uuid('person_id'),
    /** Tries of this round. Sending again begins another round. */
    attempts: integer('attempts').notNull().default(0),
    /** The next try; while a server sends it, the end of that server's lease. Null: delivered or given up. */
    nextAt: time('next_at'),
    /** After this a failed try is the last one. */
    giveUpAt: time('give_up_at').notNull(),
    delivered: boolean('delivered').notNull().default(false),
    /** The last try: when it ended, what it took in milliseconds, and the answer's status and first characters. */
    lastAt: time('last_at'),
    lastMs: integer('last_ms'),
    status: integer('status'),
    answer: text('answer'),
    /** Why there was no answer. */
    error: text('error'),
  },
  (table) => [
    index('webhook_deliveries_due').on(table.webhookId, table.nextAt).where(sql`${table.nextAt} is not null`),
    index('webhook_deliveries_list').on(table.webhookId, table.at, table.id),
    index('webhook_deliveries_at').on(table.at),
    index('webhook_deliveries_person').on(table.personId),
  ],
);
