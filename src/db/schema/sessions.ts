/** Tables of sessions and of the browsers that hold them. */
import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { users } from './accounts.ts';
import { time } from './columns.ts';

export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the session id, hexadecimal: a copy of this table signs nobody in. */
    idHash: text('id_hash').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    expiresAt: time('expires_at').notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
    lastUsedAt: time('last_used_at').notNull().defaultNow(),
    method: text('method', { enum: ['password', 'face', 'passkey'] }).notNull(),
    /** When the session showed a passkey or a recovery code besides; null: never. */
    secondFactorAt: time('second_factor_at'),
    userAgent: text('user_agent').notNull().default(''),
    address: text('address').notNull().default(''),
  },
  (table) => [index('sessions_user').on(table.userId)],
);

/** A person gave the password again: for one purpose, in one session, until `expiresAt`. */
export const reauthentications = pgTable(
  'reauthentications',
  {
    sessionHash: text('session_hash')
      .notNull()
      .references(() => sessions.idHash, { onDelete: 'cascade' }),
    purpose: text('purpose', { enum: ['enrollment', 'sudo'] }).notNull(),
    expiresAt: time('expires_at').notNull(),
    /** For enrollment: the version of the consent text, and when the person agreed to it. */
    consentVersion: text('consent_version'),
    consentedAt: time('consented_at'),
  },
  (table) => [primaryKey({ columns: [table.sessionHash, table.purpose] })],
);

/** Sign-ins whose first factor was right and whose second has to follow. They are no sessions. */
export const pendingSignIns = pgTable('pending_sign_ins', {
  /** SHA-256 of the browser's cookie. */
  tokenHash: text('token_hash').primaryKey(),
  userId: uuid('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  method: text('method', { enum: ['password', 'face'] }).notNull(),
  next: text('next').notNull(),
  expiresAt: time('expires_at').notNull(),
});

/** Browsers in which somebody has signed in by password. Each has a throttle bucket of its own. */
export const knownDevices = pgTable(
  'known_devices',
  {
    tokenHash: text('token_hash').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    lastUsedAt: time('last_used_at').notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
    userAgent: text('user_agent').notNull().default(''),
    address: text('address').notNull().default(''),
  },
  (table) => [primaryKey({ columns: [table.tokenHash, table.userId] }), index('known_devices_user').on(table.userId)],
);
