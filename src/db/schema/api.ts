/** Tables of the REST API: its keys, and the answers that a repeated request gets again. */
import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Scope, Surface } from '../../principal.ts';
import { users } from './accounts.ts';
import { bytes, time } from './columns.ts';

export const apiKeys = pgTable('api_keys', {
  id: uuid('id').primaryKey().defaultRandom(),
  name: text('name').notNull().unique(),
  /** SHA-256 of the key, hexadecimal. The key is shown once. */
  keyHash: text('key_hash').notNull().unique(),
  /** The one interface that takes the key. */
  surface: text('surface').$type<Surface>().notNull(),
  scopes: jsonb('scopes').$type<Scope[]>().notNull(),
  /** Addresses and networks (CIDR) from which the key works; empty: from everywhere. */
  addresses: jsonb('addresses').$type<string[]>().notNull().default([]),
  /** Requests that it may make in a minute. */
  perMinute: integer('per_minute').notNull(),
  createdAt: time('created_at').notNull(),
  createdBy: uuid('created_by').references(() => users.id, { onDelete: 'set null' }),
  /** Null: it does not expire. */
  expiresAt: time('expires_at'),
  lastUsedAt: time('last_used_at'),
  /** When the present minute of the rate limit began, and the requests in it. */
  minuteAt: time('minute_at'),
  minuteUsed: integer('minute_used').notNull().default(0),
});

/** Answers to writes that carried an Idempotency-Key. They are kept for a day. */
export const apiAnswers = pgTable(
  'api_answers',
  {
    keyId: uuid('key_id')
      .notNull()
      .references(() => apiKeys.id, { onDelete: 'cascade' }),
    idempotencyKey: text('idempotency_key').notNull(),
    /** SHA-256 of method, address and body, hexadecimal. */
    fingerprint: text('fingerprint').notNull(),
    at: time('at').notNull(),
    /** Null: the first request still runs. */
    status: integer('status'),
    contentType: text('content_type'),
    body: bytes('body'),
  },
  (table) => [primaryKey({ columns: [table.keyId, table.idempotencyKey] }), index('api_answers_at').on(table.at)],
);
