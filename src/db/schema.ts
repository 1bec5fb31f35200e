/** The tables. `npm run db:generate` turns a change here into a migration in `drizzle/`. SQL of PostgreSQL 15. */

import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import type { AttemptState, EndedState } from '../biometrics/session/attempt.ts';
import type { TrialState } from '../biometrics/session/trial.ts';
import type { Bucket, Kind } from '../limits.ts';

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });
const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** As the person wrote it, NFC. */
    username: text('username').notNull(),
    /** NFKC and case folded: two names that look alike to a reader are one. */
    usernameKey: text('username_key').notNull().unique(),
    passwordHash: text('password_hash').notNull(),
    displayName: text('display_name').notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
    /** Set: neither password nor face signs this account in. */
    disabledAt: time('disabled_at'),
    role: text('role', { enum: ['user', 'admin'] })
      .notNull()
      .default('user'),
    /** Set: the face does not sign in until the password has (too many failures, or an administrator's wish). */
    faceOffAt: time('face_off_at'),
    /** Failed face attempts in a row of which the account is known. */
    faceFailures: integer('face_failures').notNull().default(0),
    lastSignInAt: time('last_sign_in_at'),
  },
  /** In byte order, in which the administrator's list goes and beginnings are found. */
  (table) => [index('users_username_key_bytes').on(sql`${table.usernameKey} collate "C"`)],
);

export const profiles = pgTable('profiles', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  realName: text('real_name'),
  englishName: text('english_name'),
  gender: text('gender'),
  birthday: date('birthday', { mode: 'string' }),
  nationality: text('nationality'),
  phone: text('phone'),
  email: text('email'),
  university: text('university'),
  profession: text('profession'),
  city: text('city'),
  synopsis: text('synopsis'),
  description: text('description'),
});

export const avatars = pgTable('avatars', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  /** WebP, square, re-encoded by the server: nothing of the uploaded file is kept. */
  image: bytes('image').notNull(),
  /** Changes with the picture; part of its address, so that browsers may cache it. */
  version: text('version').notNull(),
});

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
    /** When a passkey or a recovery code was shown besides, if at all. */
    secondFactorAt: time('second_factor_at'),
    userAgent: text('user_agent').notNull().default(''),
    address: text('address').notNull().default(''),
  },
  (table) => [index('sessions_user').on(table.userId)],
);

/** The password was given again: for one purpose, in one session, until `expiresAt`. */
export const reauthentications = pgTable(
  'reauthentications',
  {
    sessionHash: text('session_hash')
      .notNull()
      .references(() => sessions.idHash, { onDelete: 'cascade' }),
    purpose: text('purpose', { enum: ['enrollment', 'sudo'] }).notNull(),
    expiresAt: time('expires_at').notNull(),
    /** For enrollment: which consent text was agreed to, and when. */
    consentVersion: text('consent_version'),
    consentedAt: time('consented_at'),
  },
  (table) => [primaryKey({ columns: [table.sessionHash, table.purpose] })],
);

/** Browsers in which somebody signed in by password: they have throttle buckets of their own. */
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

/** Failures in a row by what they count on (see `limits.ts`). */
export const throttles = pgTable(
  'throttles',
  {
    kind: text('kind').$type<Kind>().notNull(),
    /** The device (hash), the address or the name (hash) that tries; empty where the account alone counts. */
    subject: text('subject').notNull().default(''),
    /** The id of whom the tries are about; empty where that is nobody known. */
    account: text('account').notNull().default(''),
    /** Many people count on it. */
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

export const invites = pgTable('invites', {
  tokenHash: text('token_hash').primaryKey(),
  createdAt: time('created_at').notNull().defaultNow(),
  expiresAt: time('expires_at').notNull(),
  usedAt: time('used_at'),
});

/** One row an enrolled person. */
export const enrollments = pgTable('enrollments', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  enrolledAt: time('enrolled_at').notNull(),
  consentVersion: text('consent_version').notNull(),
  consentedAt: time('consented_at').notNull(),
  /** The last sign-in by this face; null: none yet. Retention counts from here. */
  lastUsedAt: time('last_used_at'),
});

export const faceTemplates = pgTable(
  'face_templates',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => enrollments.userId, { onDelete: 'cascade' }),
    recognizer: text('recognizer').notNull(),
    version: smallint('version').notNull(),
    /** AES-256-GCM (see `crypto/templates.ts`): which key, the nonce, ciphertext with its tag. */
    keyId: text('key_id').notNull(),
    nonce: bytes('nonce').notNull(),
    ciphertext: bytes('ciphertext').notNull(),
    createdAt: time('created_at').notNull(),
  },
  (table) => [
    index('face_templates_user').on(table.userId),
    index('face_templates_gallery').on(table.recognizer, table.userId),
  ],
);

/** One face sign-in: a camera session of one browser. Its end keeps reason and scores, never an image. */
export const loginAttempts = pgTable(
  'login_attempts',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** SHA-256 of the pre-login cookie; null once the attempt is over, so that no cookie finds it again. */
    tokenHash: text('token_hash').unique(),
    openedAt: time('opened_at').notNull(),
    expiresAt: time('expires_at').notNull(),
    lastFrameAt: time('last_frame_at'),
    frames: integer('frames').notNull().default(0),
    /** More with a challenge. */
    frameLimit: integer('frame_limit').notNull().default(40),
    /** While the attempt goes on all that it keeps between frames, then what stays of it. */
    state: jsonb('state').$type<AttemptState | EndedState>().notNull(),
    next: text('next').notNull(),
    endedAt: time('ended_at'),
    outcome: text('outcome', { enum: ['accepted', 'expired', 'frames', 'abandoned', 'refused'] }),
    /** Who signed in, or whose face was recognised and kept out for another reason. */
    userId: uuid('user_id').references(() => users.id, { onDelete: 'set null' }),
    recognizer: text('recognizer').notNull(),
    /**
     * `verification`: a user name came first, and only that person is compared. Null below: nobody has the name.
     * `device`: the people who are known in this browser are compared.
     */
    mode: text('mode', { enum: ['identification', 'device', 'verification'] })
      .notNull()
      .default('identification'),
    claimedUserId: uuid('claimed_user_id').references(() => users.id, { onDelete: 'set null' }),
    /** Of an accepted attempt: the deciding recognizer's score, and the others' for its last frame. */
    scores: jsonb('scores').$type<Record<string, number>>(),
    /** Why it was not accepted, for the administrator alone (`camera/attempts.store.ts`). */
    reason: text('reason'),
    /** The best fused score of any decision, accepted or not. */
    bestScore: real('best_score'),
    /** Fused liveness cues of the last decision, by name. */
    liveness: jsonb('liveness').$type<Record<string, number | string | boolean>>(),
    /** Whose failure this counts as until it succeeds. */
    throttle: jsonb('throttle').$type<Bucket>().notNull(),
  },
  (table) => [
    index('login_attempts_opened').on(table.openedAt, table.id),
    index('login_attempts_outcome').on(table.outcome, table.openedAt),
    index('login_attempts_reason').on(table.reason, table.openedAt),
    index('login_attempts_user').on(table.userId),
    index('login_attempts_claimed').on(table.claimedUserId),
  ],
);

/** Frames of the last 24 hours, to know a replay by its exact bytes. */
export const seenFrames = pgTable(
  'seen_frames',
  {
    /** Keyed hash of the bytes: who reads the table cannot tell whether a picture they have was among them. */
    fingerprint: text('fingerprint').primaryKey(),
    attemptId: uuid('attempt_id').notNull(),
    seenAt: time('seen_at').notNull(),
  },
  (table) => [index('seen_frames_at').on(table.seenAt)],
);

/** Passkeys (WebAuthn credentials). */
export const passkeys = pgTable(
  'passkeys',
  {
    /** Credential id, base64url. */
    id: text('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** COSE public key. */
    publicKey: bytes('public_key').notNull(),
    /** Signature counter: one that goes backwards tells of a copy. */
    counter: bigint('counter', { mode: 'number' }).notNull(),
    transports: jsonb('transports').$type<string[]>().notNull().default([]),
    backedUp: boolean('backed_up').notNull().default(false),
    name: text('name').notNull(),
    createdAt: time('created_at').notNull(),
    lastUsedAt: time('last_used_at'),
  },
  (table) => [index('passkeys_user').on(table.userId)],
);

/** WebAuthn challenges that were handed out: single use, for one browser. */
export const passkeyChallenges = pgTable('passkey_challenges', {
  /** SHA-256 of the cookie that holds the ceremony together. */
  tokenHash: text('token_hash').primaryKey(),
  challenge: text('challenge').notNull(),
  purpose: text('purpose', { enum: ['register', 'sign-in', 'second-factor'] }).notNull(),
  userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
  expiresAt: time('expires_at').notNull(),
});

/** Single-use codes for whoever lost the passkey; only their hashes. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    codeHash: text('code_hash').notNull(),
    createdAt: time('created_at').notNull(),
    usedAt: time('used_at'),
  },
  (table) => [index('recovery_codes_user').on(table.userId)],
);

/** A first factor was right and the second is awaited: not a session. */
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

/** Single-use links with which a person sets a new password; issued by an administrator. */
export const passwordResets = pgTable(
  'password_resets',
  {
    tokenHash: text('token_hash').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: time('created_at').notNull(),
    expiresAt: time('expires_at').notNull(),
    usedAt: time('used_at'),
  },
  (table) => [index('password_resets_user').on(table.userId)],
);

/** What the server itself remembers, by name: the hash of the set-up code, the last backup … */
export const serverState = pgTable('server_state', {
  key: text('key').primaryKey(),
  value: jsonb('value').notNull(),
  updatedAt: time('updated_at').notNull(),
});

/** What an administrator's try holds before the camera; `person` is themselves, which measures BPCER. */
const trialKind = () => text('kind', { enum: ['person', 'print', 'phone', 'laptop'] }).notNull();

/** The try that is before an administrator's camera right now, one a session. Its end goes to `liveness_trials`. */
export const openTrials = pgTable('open_trials', {
  sessionHash: text('session_hash')
    .primaryKey()
    .references(() => sessions.idHash, { onDelete: 'cascade' }),
  /** Whose frames these are among those that are remembered (`seen_frames`). */
  id: uuid('id').notNull(),
  kind: trialKind(),
  openedAt: time('opened_at').notNull(),
  expiresAt: time('expires_at').notNull(),
  lastFrameAt: time('last_frame_at'),
  frames: integer('frames').notNull().default(0),
  /** More with a challenge. */
  frameLimit: integer('frame_limit').notNull(),
  /** What it keeps between frames. */
  state: jsonb('state').$type<TrialState>().notNull(),
});

/** Tries of an administrator to fool their own camera ("try to fool it"). No image. */
export const livenessTrials = pgTable(
  'liveness_trials',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    kind: trialKind(),
    at: time('at').notNull(),
    verdict: text('verdict', { enum: ['live', 'attack', 'inconclusive'] }).notNull(),
    cues: jsonb('cues').$type<Record<string, number | string | boolean>>().notNull(),
  },
  (table) => [index('liveness_trials_user').on(table.userId, table.at)],
);

/** Append-only for the app. No image, no score. */
export const auditEvents = pgTable(
  'audit_events',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    at: time('at').notNull(),
    userId: uuid('user_id').references(() => users.id, { onDelete: 'set null' }),
    /** Who did it, where that is somebody else: an administrator. */
    actorId: uuid('actor_id').references(() => users.id, { onDelete: 'set null' }),
    /** Stands for a person whose account was erased: the same in all their rows, and nobody's name. */
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
