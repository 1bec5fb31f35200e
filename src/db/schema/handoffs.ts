/** The table of hand-offs: a browser without a camera uses a phone's. Rows last minutes. */
import { boolean, index, jsonb, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { users } from './accounts.ts';
import { time } from './columns.ts';
import { sessions } from './sessions.ts';

export const handOffs = pgTable(
  'hand_offs',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    purpose: text('purpose', { enum: ['sign-in', 'step-up', 'enrollment'] }).notNull(),
    /**
     * `opened`: a phone owns it. `recognised`: a face was accepted there. `confirmed`: the number was right. `done`: the
     * desktop, or at enrollment the phone, has used it. An enrollment has no `recognised`.
     */
    state: text('state', { enum: ['waiting', 'opened', 'recognised', 'confirmed', 'done', 'ended'] })
      .notNull()
      .default('waiting'),
    endedBy: text('ended_by', { enum: ['desktop', 'phone', 'number', 'account'] }),
    /** SHA-256 of the code in the QR code. */
    codeHash: text('code_hash').notNull().unique(),
    /** SHA-256 of the desktop's cookie. */
    desktopHash: text('desktop_hash').notNull().unique(),
    /** SHA-256 of the cookie of the phone that opened it first. */
    phoneHash: text('phone_hash').unique(),
    /** The number that one side shows, and the three from which the other side chooses. */
    number: smallint('number').notNull(),
    choices: jsonb('choices').$type<number[]>().notNull(),
    next: text('next').notNull(),
    /** The user name as it was typed at the desktop; empty for none. */
    username: text('username').notNull(),
    /** SHA-256 of the desktop's device cookie. */
    deviceHash: text('device_hash'),
    address: text('address').notNull(),
    userAgent: text('user_agent').notNull(),
    phoneAddress: text('phone_address').notNull().default(''),
    phoneAgent: text('phone_agent').notNull().default(''),
    /** The session that steps up or enrolls: with it the hand-off ends. */
    sessionHash: text('session_hash').references(() => sessions.idHash, { onDelete: 'cascade', onUpdate: 'cascade' }),
    /** Whose face was accepted, or whose session it is. */
    userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
    /** The template that the face matched. */
    templateId: uuid('template_id'),
    /** Liveness was checked. */
    live: boolean('live').notNull().default(false),
    createdAt: time('created_at').notNull(),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [
    index('hand_offs_address').on(table.address, table.expiresAt),
    index('hand_offs_session').on(table.sessionHash),
    index('hand_offs_user').on(table.userId),
  ],
);
