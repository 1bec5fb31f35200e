/** Tables of kiosks and of attendance: tablets on the wall, and who came and went. */
import { boolean, doublePrecision, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { KioskFacts, WatchState } from '../../biometrics/kiosk/state.ts';
import { users } from './accounts.ts';
import { groups } from './applications.ts';
import { time } from './columns.ts';

export const kiosks = pgTable('kiosks', {
  id: uuid('id').primaryKey().defaultRandom(),
  name: text('name').notNull().unique(),
  /** Whom it looks for. Null: the group is gone, so nobody. */
  groupId: uuid('group_id').references(() => groups.id, { onDelete: 'set null' }),
  /** Highest accepted chance that one visit of a stranger is taken for anybody of the group. */
  targetFmr: doublePrecision('target_fmr').notNull(),
  /** The proof of life: none, the passive check of the networks, or the movements besides. */
  liveness: text('liveness', { enum: ['none', 'passive', 'challenge'] })
    .notNull()
    .default('passive'),
  /** What a visit writes into the attendance: nothing, that the person came, went, or one and the other by turns. */
  attendance: text('attendance', { enum: ['none', 'in', 'out', 'turns'] })
    .notNull()
    .default('none'),
  /** Whether the greeting has the name. */
  names: boolean('names').notNull().default(true),
  /** Whether a visit writes the event `kiosk-seen`, which programs can be told of. */
  tells: boolean('tells').notNull().default(false),
  /** Language of its screen. */
  locale: text('locale', { enum: ['en', 'zh'] })
    .notNull()
    .default('en'),
  /** Hash of the PIN that leads out of the full screen. Null: the screen has no way out. */
  pinHash: text('pin_hash'),
  /** SHA-256 of the key in the tablet's cookie, hexadecimal. Null: no tablet is registered. */
  deviceHash: text('device_hash').unique(),
  registeredAt: time('registered_at'),
  /** SHA-256 of the registration code. It is used once. */
  codeHash: text('code_hash').unique(),
  codeExpiresAt: time('code_expires_at'),
  createdAt: time('created_at').notNull(),
  /** When the tablet was last heard of. */
  lastSeenAt: time('last_seen_at'),
  /** What the tablet said of itself then. */
  facts: jsonb('facts').$type<KioskFacts>(),
});

/** What a kiosk keeps from frame to frame: one row for each, and no image. */
export const kioskWatches = pgTable('kiosk_watches', {
  kioskId: uuid('kiosk_id')
    .primaryKey()
    .references(() => kiosks.id, { onDelete: 'cascade' }),
  /** The `attempt_id` of its frames in `seen_frames`. */
  id: uuid('id').notNull(),
  lastFrameAt: time('last_frame_at').notNull(),
  frames: integer('frames').notNull().default(0),
  state: jsonb('state').$type<WatchState>().notNull(),
});

/**
 * Who came and went. A record is never overwritten: a wrong one is voided, with the reason, and a correction is one more
 * record.
 */
export const attendance = pgTable(
  'attendance',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    direction: text('direction', { enum: ['in', 'out'] }).notNull(),
    /** When the person came or went. */
    at: time('at').notNull(),
    /** `correction`: an administrator wrote it. */
    source: text('source', { enum: ['kiosk', 'correction'] }).notNull(),
    /** Null: a correction, or the kiosk is gone. */
    kioskId: uuid('kiosk_id').references(() => kiosks.id, { onDelete: 'set null' }),
    /** The kiosk's name at that time; empty for a correction. */
    place: text('place').notNull().default(''),
    /** When the record was written. */
    writtenAt: time('written_at').notNull(),
    /** Of a correction: who wrote it, and why. */
    correctedBy: uuid('corrected_by').references(() => users.id, { onDelete: 'set null' }),
    reason: text('reason'),
    /** Set: the record does not count. */
    voidedAt: time('voided_at'),
    voidedBy: uuid('voided_by').references(() => users.id, { onDelete: 'set null' }),
    voidReason: text('void_reason'),
  },
  (table) => [
    index('attendance_at').on(table.at, table.id),
    index('attendance_user').on(table.userId, table.at),
    index('attendance_kiosk').on(table.kioskId),
    index('attendance_corrected_by').on(table.correctedBy),
    index('attendance_voided_by').on(table.voidedBy),
  ],
);
