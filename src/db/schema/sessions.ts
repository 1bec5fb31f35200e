/** Tables of sessions and of the browsers that hold them. */
import { boolean, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { ProofKind } from '../../access/policy.ts';
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
      .references(() => sessions.idHash, { onDelete: 'cascade', onUpdate: 'cascade' }),
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
  /** Of a face: as in {@link sessionProofs}. */
  live: boolean('live').notNull().default(false),
  device: boolean('device').notNull().default(false),
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

/** What a session has shown so far, the last time of each kind. Applications decide by it. */
export const sessionProofs = pgTable(
  'session_proofs',
  {
    sessionHash: text('session_hash')
      .notNull()
      .references(() => sessions.idHash, { onDelete: 'cascade', onUpdate: 'cascade' }),
    kind: text('kind').$type<ProofKind>().notNull(),
    at: time('at').notNull(),
    /** Of a face: liveness was checked. */
    live: boolean('live').notNull().default(false),
    /** Of a face: the account knew the browser. */
    device: boolean('device').notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.sessionHash, table.kind] })],
);
