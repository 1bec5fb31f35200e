/** Tables of camera sessions: sign-in attempts, and an administrator's tries to fool the camera. */
import { index, integer, jsonb, pgTable, real, text, uuid } from 'drizzle-orm/pg-core';
import type { AttemptState, EndedState } from '../../biometrics/session/attempt.ts';
import type { TrialState } from '../../biometrics/session/trial.ts';
import type { Bucket } from '../../limits.ts';
import { users } from './accounts.ts';
import { time } from './columns.ts';
import { sessions } from './sessions.ts';

/** Sign-ins by face: camera sessions of one browser each. At its end a row keeps reason and scores, never an image. */
export const loginAttempts = pgTable(
  'login_attempts',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** SHA-256 of the pre-login cookie; null after the end, so that no cookie finds the attempt again. */
    tokenHash: text('token_hash').unique(),
    openedAt: time('opened_at').notNull(),
    expiresAt: time('expires_at').notNull(),
    lastFrameAt: time('last_frame_at'),
    frames: integer('frames').notNull().default(0),
    /** A challenge raises it. */
    frameLimit: integer('frame_limit').notNull().default(40),
    /** What a running attempt keeps between frames, or what stays of an ended one. */
    state: jsonb('state').$type<AttemptState | EndedState>().notNull(),
    next: text('next').notNull(),
    endedAt: time('ended_at'),
    outcome: text('outcome', { enum: ['accepted', 'expired', 'frames', 'abandoned', 'refused'] }),
    /** Who signed in, or whose face was recognized but kept out for another reason. */
    userId: uuid('user_id').references(() => users.id, { onDelete: 'set null' }),
    recognizer: text('recognizer').notNull(),
    /**
     * `verification`: a user name came first, and the attempt compares that person alone. A null `claimedUserId` means
     * that nobody has the name. `device`: the attempt compares the people who are known in this browser.
     */
    mode: text('mode', { enum: ['identification', 'device', 'verification'] })
      .notNull()
      .default('identification'),
    claimedUserId: uuid('claimed_user_id').references(() => users.id, { onDelete: 'set null' }),
    /** Of an accepted attempt: the score of the recognizer that decides, and the others' scores of the last frame. */
    scores: jsonb('scores').$type<Record<string, number>>(),
    /** Why the attempt was not accepted, for the administrator alone (`camera/attempts.store.ts`). */
    reason: text('reason'),
    /** The best fused score of any decision, accepted or not. */
    bestScore: real('best_score'),
    /** Fused liveness cues of the last decision, by name. */
    liveness: jsonb('liveness').$type<Record<string, number | string | boolean>>(),
    /** The throttle bucket in which the attempt counts as a failure until it succeeds. */
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

/** Frames of the last 24 hours: the server knows a replay by its exact bytes. */
export const seenFrames = pgTable(
  'seen_frames',
  {
    /** Keyed hash of the bytes: a reader of the table cannot tell whether it holds a given picture. */
    fingerprint: text('fingerprint').primaryKey(),
    attemptId: uuid('attempt_id').notNull(),
    seenAt: time('seen_at').notNull(),
  },
  (table) => [index('seen_frames_at').on(table.seenAt)],
);

/** What the administrator holds before the camera. `person` is the administrator's own face and measures BPCER. */
const trialKind = () => text('kind', { enum: ['person', 'print', 'phone', 'laptop'] }).notNull();

/** Running tries of the self-test, one for each session. The end of a try goes to `liveness_trials`. */
export const openTrials = pgTable('open_trials', {
  sessionHash: text('session_hash')
    .primaryKey()
    .references(() => sessions.idHash, { onDelete: 'cascade' }),
  /** The `attempt_id` of the try's frames in `seen_frames`. */
  id: uuid('id').notNull(),
  kind: trialKind(),
  openedAt: time('opened_at').notNull(),
  expiresAt: time('expires_at').notNull(),
  lastFrameAt: time('last_frame_at'),
  frames: integer('frames').notNull().default(0),
  /** A challenge raises it. */
  frameLimit: integer('frame_limit').notNull(),
  /** What the try keeps between frames. */
  state: jsonb('state').$type<TrialState>().notNull(),
});

/** Results of an administrator's tries to fool the camera ("try to fool it"). No image. */
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
