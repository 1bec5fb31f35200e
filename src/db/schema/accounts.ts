/** Tables of accounts. */
import { sql } from 'drizzle-orm';
import { boolean, date, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, time } from './columns.ts';

export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** As the person wrote it, NFC. */
    username: text('username').notNull(),
    /** NFKC and case folded: names that differ only in this are one name. */
    usernameKey: text('username_key').notNull().unique(),
    passwordHash: text('password_hash').notNull(),
    displayName: text('display_name').notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
    /** Set: neither password nor face signs this account in. */
    disabledAt: time('disabled_at'),
    role: text('role', { enum: ['user', 'admin'] })
      .notNull()
      .default('user'),
    /** Set: the face signs in again only after the password has (too many failures, or an administrator's act). */
    faceOffAt: time('face_off_at'),
    /** Failed face attempts in a row, where the attempt names the account. */
    faceFailures: integer('face_failures').notNull().default(0),
    lastSignInAt: time('last_sign_in_at'),
    /** A person whom programs know and who has no way in: no sign-in compares with this person. */
    subject: boolean('subject').notNull().default(false),
  },
  /** In byte order: the administrator's list uses it, and finds beginnings of names by it. */
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
  /** WebP, square. The server encodes it anew and keeps nothing of the uploaded file. */
  image: bytes('image').notNull(),
  /** Changes with the picture; part of its address, so that browsers may cache it. */
  version: text('version').notNull(),
});

/** Single-use links with which one person may register. */
export const invites = pgTable('invites', {
  tokenHash: text('token_hash').primaryKey(),
  createdAt: time('created_at').notNull().defaultNow(),
  expiresAt: time('expires_at').notNull(),
  usedAt: time('used_at'),
});

/** Single-use links with which a person sets a new password. Whoever runs the server issues them. */
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
