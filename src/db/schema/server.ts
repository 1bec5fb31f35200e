/** Tables of the server itself: throttles, its state, the audit trail. */
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Kind } from '../../limits.ts';
import { users } from './accounts.ts';
import { time } from './columns.ts';

/** Failures in a row by what they count on (see `limits.ts`). */
export const throttles = pgTable(
  'throttles',
  {
    kind: text('kind').$type<Kind>().notNull(),
    /** The device (hash), the address or the name (hash) that tries; empty where the account alone counts. */
    subject: text('subject').notNull().default(''),
    /** The id of the account that the tries are about; empty where it is unknown. */
    account: text('account').notNull().default(''),
    /** Whether many people count on it. */
    shared: boolean('shared').notNull(),
    failures: integer('failures').notNull(),
    blockedUntil: time('blocked_until'),
    updatedAt: time('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.subject, table.account] }),
    index('throttles_updated').on(table.updatedAt),
    index('throttles_account').on(table.account),
  ],
);

/** Facts that the server stores about itself, by name: the hash of the set-up code, the last backup … */
export const serverState = pgTable('server_state', {
  key: text('key').primaryKey(),
  value: jsonb('value').notNull(),
  updatedAt: time('updated_at').notNull(),
});

/** The audit trail. The app only appends. No image, no score. */
export const auditEvents = pgTable(
  'audit_events',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    at: time('at').notNull(),
    userId: uuid('user_id').references(() => users.id, { onDelete: 'set null' }),
    /** The administrator who did it; null: the person themselves, or the command line. */
    actorId: uuid('actor_id').references(() => users.id, { onDelete: 'set null' }),
    /** Stands for a person whose account was erased. It is the same in all rows of the person and names nobody. */
    pseudonym: text('pseudonym'),
    kind: text('kind').notNull(),
    detail: jsonb('detail').$type<Record<string, string | number | boolean>>().notNull().default({}),
  },
  (table) => [
    index('audit_events_at').on(table.at, table.id),
    index('audit_events_kind').on(table.kind, table.at),
    index('audit_events_user').on(table.userId),
    index('audit_events_actor').on(table.actorId),
  ],
);
