/** Tables of applications and groups, and of the sessions that applications have below the browser's own. */
import { boolean, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { AccessPolicy } from '../../access/policy.ts';
import type { OidcClient, PathRule } from '../../access/rules.ts';
import { users } from './accounts.ts';
import { bytes, time } from './columns.ts';
import { sessions } from './sessions.ts';

export const groups = pgTable('groups', {
  id: uuid('id').primaryKey().defaultRandom(),
  /** As applications get it. */
  name: text('name').notNull().unique(),
  createdAt: time('created_at').notNull().defaultNow(),
});

export const groupMembers = pgTable(
  'group_members',
  {
    groupId: uuid('group_id')
      .notNull()
      .references(() => groups.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
  },
  (table) => [primaryKey({ columns: [table.groupId, table.userId] }), index('group_members_user').on(table.userId)],
);

export const applications = pgTable('applications', {
  id: uuid('id').primaryKey().defaultRandom(),
  /** Short name for addresses and the command line; also the OpenID Connect client id. */
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  /** One emoji or up to two letters; empty: the first letter of the name. */
  icon: text('icon').notNull().default(''),
  /** Switched off: nobody gets in. */
  enabled: boolean('enabled').notNull().default(true),
  /** Where the launch pad leads; empty: the first origin. */
  launchUrl: text('launch_url').notNull().default(''),
  forwardAuth: boolean('forward_auth').notNull().default(false),
  /** The settings of an OpenID Connect client; null: it is none. */
  oidc: jsonb('oidc').$type<OidcClient>(),
  /** SHA-256 of the client secret, hexadecimal; null: a public client, or none yet. */
  secretHash: text('secret_hash'),
  /** Who may: everybody with an account, or the listed groups and people. */
  audience: text('audience', { enum: ['everybody', 'chosen'] })
    .notNull()
    .default('everybody'),
  policy: jsonb('policy').$type<AccessPolicy>().notNull(),
  rules: jsonb('rules').$type<PathRule[]>().notNull().default([]),
  /** CORS preflights pass without sign-in. */
  preflights: boolean('preflights').notNull().default(false),
  createdAt: time('created_at').notNull().defaultNow(),
  updatedAt: time('updated_at').notNull().defaultNow(),
});

/** The origins of an application, as `https://host[:port]`, lower case, without the scheme's own port. */
export const applicationOrigins = pgTable(
  'application_origins',
  {
    origin: text('origin').primaryKey(),
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
  },
  (table) => [index('application_origins_application').on(table.applicationId)],
);

export const applicationGroups = pgTable(
  'application_groups',
  {
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    groupId: uuid('group_id')
      .notNull()
      .references(() => groups.id, { onDelete: 'cascade' }),
  },
  (table) => [primaryKey({ columns: [table.applicationId, table.groupId] })],
);

export const applicationPeople = pgTable(
  'application_people',
  {
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
  },
  (table) => [primaryKey({ columns: [table.applicationId, table.userId] })],
);

/** Bearer keys with which programs pass the gateway of one application. */
export const applicationKeys = pgTable(
  'application_keys',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** SHA-256 of the key, hexadecimal. The key is shown once. */
    keyHash: text('key_hash').notNull().unique(),
    createdAt: time('created_at').notNull(),
    expiresAt: time('expires_at'),
    lastUsedAt: time('last_used_at'),
  },
  (table) => [index('application_keys_application').on(table.applicationId)],
);

/** A browser's session at one application. It ends with the browser's own session. */
export const applicationSessions = pgTable(
  'application_sessions',
  {
    /** SHA-256 of the application's cookie. */
    tokenHash: text('token_hash').primaryKey(),
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    sessionHash: text('session_hash')
      .notNull()
      .references(() => sessions.idHash, { onDelete: 'cascade', onUpdate: 'cascade' }),
    /** The cookie is good for this origin alone. */
    origin: text('origin').notNull(),
    createdAt: time('created_at').notNull(),
  },
  (table) => [index('application_sessions_session').on(table.sessionHash)],
);

/** Single-use tickets that carry a sign-in to an application's own host. */
export const applicationTickets = pgTable(
  'application_tickets',
  {
    /** SHA-256 of the ticket. */
    tokenHash: text('token_hash').primaryKey(),
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    sessionHash: text('session_hash')
      .notNull()
      .references(() => sessions.idHash, { onDelete: 'cascade', onUpdate: 'cascade' }),
    origin: text('origin').notNull(),
    /** SHA-256 of a cookie that the browser got at the application's host before: the ticket is good for it alone. */
    browserHash: text('browser_hash').notNull(),
    /** The path at the application to which the browser returns. */
    next: text('next').notNull(),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [index('application_tickets_session').on(table.sessionHash)],
);

/** Whatever the OpenID Connect provider stores: sessions, grants, codes, tokens, interactions. */
export const oidcRecords = pgTable(
  'oidc_records',
  {
    model: text('model').notNull(),
    /** SHA-256 of the id where the id is a secret. */
    id: text('id').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    uid: text('uid'),
    userCode: text('user_code'),
    grantId: text('grant_id'),
    accountId: uuid('account_id').references(() => users.id, { onDelete: 'cascade' }),
    expiresAt: time('expires_at'),
    consumedAt: time('consumed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.model, table.id] }),
    index('oidc_records_uid').on(table.uid),
    index('oidc_records_grant').on(table.grantId),
    index('oidc_records_account').on(table.accountId),
    index('oidc_records_expires').on(table.expiresAt),
  ],
);

/** Signing keys of the OpenID Connect provider, the newest signs. Sealed like face templates. */
export const oidcKeys = pgTable('oidc_keys', {
  kid: text('kid').primaryKey(),
  keyId: text('key_id').notNull(),
  nonce: bytes('nonce').notNull(),
  ciphertext: bytes('ciphertext').notNull(),
  createdAt: time('created_at').notNull(),
  /** Set: it signs no more and is published until then. */
  retiresAt: time('retires_at'),
});
