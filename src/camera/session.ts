/**
 * One camera session of any purpose. A frame takes a slot, a worker observes it, a pure step gives an effect, and the
 * purpose carries out the effect. One transaction, with the session's row locked, writes all that is kept.
 */
import { randomInt } from 'node:crypto';
import {
  type GoOn,
  goOn,
  goOnAsking,
  headChallenge,
  type Match,
  type SessionState,
  withOtherChallenge,
} from '../biometrics/session/session.ts';
import { afterDecision, type Effect, type SeenFrame, type StepPolicy, step } from '../biometrics/session/step.ts';
import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { ObserveOptions } from '../vision/protocol.ts';
import { seenElsewhere } from './seen-frames.store.ts';

/** The row of a camera session that goes on. */
export type SessionRow<S extends SessionState> = {
  id: string;
  state: S;
  frames: number;
  frameLimit: number;
  openedAt: Date;
  expiresAt: Date;
};

/** Stores camera sessions of one kind. `key`: derived from the browser's cookie. */
export type SessionStore<R> = {
  /** Takes the next frame slot in one statement, so that two simultaneous frames cannot share it. */
  reserve(db: Queryable, key: string, now: Date): Promise<R | undefined>;
  /** Locks the session until the transaction ends. Undefined once it is over. */
  lock(tx: Queryable, key: string): Promise<R | undefined>;
  save(tx: Queryable, row: R): Promise<void>;
  /** Saves the row and adds the time and the frames of a challenge. */
  extend(tx: Queryable, row: R, now: Date): Promise<void>;
};

export type Purpose<S extends SessionState, R extends SessionRow<S>, Answer> = {
  store: SessionStore<R>;
  /** Whom the worker compares a frame with, and how carefully. */
  look(row: R): ObserveOptions;
  policy(row: R): Omit<StepPolicy, 'random'>;
  /** After a decision: applies the rules of the found account. Absent: the decision stands. */
  weigh?(tx: Queryable, row: R, match: Match | undefined): Promise<{ state: S; match?: Match }>;
  /**
   * A decision accepted a face and the challenge, if any, is passed. Undefined: that is not enough (any more), so the
   * session goes on.
   * @param frame of the decision, or of the last movement.
   */
  accept(tx: Queryable, row: R, frame: SeenFrame, match: Match | undefined): Promise<Answer | undefined>;
  /** Ends the session without acceptance. */
  end(tx: Queryable, row: R, why: 'expired' | 'frames' | 'refused'): Promise<Answer>;
};

export type SessionAnswer<Answer> = GoOn | { kind: 'over' } | Answer;

type SessionDeps = Pick<Deps, 'db' | 'vision' | 'clock' | 'keys'>;
/** Steps of a random number for the draw of movements: many times the number of possible challenges. */
const STEPS = 2 ** 32;
const random = () => randomInt(STEPS) / STEPS;

/** Answers a frame that got no slot: the session is over or ends now. @throws {AppError} `too-fast` */
async function withoutSlot<S extends SessionState, R extends SessionRow<S>, Answer>(
  { db, clock }: SessionDeps,
  purpose: Purpose<S, R, Answer>,
  key: string,
): Promise<SessionAnswer<Answer>> {
  return db.transaction(async (tx) => {
    const row = await purpose.store.lock(tx, key);
    if (!row) return { kind: 'over' };
    const expired = row.expiresAt <= clock();
    if (!expired && row.frames < row.frameLimit) throw new AppError('too-fast');
    return purpose.end(tx, row, expired ? 'expired' : 'frames');
  });
}

/** Carries out the effect of a frame. */
async function carryOut<S extends SessionState, R extends SessionRow<S>, Answer>(
  tx: Queryable,
  { clock }: SessionDeps,
  purpose: Purpose<S, R, Answer>,
  { row, frame, effect }: { row: R; frame: SeenFrame; effect: Effect },
): Promise<SessionAnswer<Answer>> {
  const { store } = purpose;
  const elapsed = clock().getTime() - row.openedAt.getTime();
  const lookOn = (looking: boolean, hint: GoOn['hint']) => goOn({ frames: row.frames, elapsed, looking, hint });
  if (effect.kind === 'failed') return purpose.end(tx, row, 'refused');
  if (effect.kind === 'decided') {
    const weighed = purpose.weigh ? await purpose.weigh(tx, row, effect.match) : { state: row.state };
    const policy = { ...purpose.policy(row), random };
    const { state, effect: next } = afterDecision(weighed.state, frame, policy, weighed.match);
    const decided = { ...row, state };
    if (next) {
      await store.extend(tx, decided, clock());
      return goOnAsking(state, 'hold-still');
    }
    await store.save(tx, decided);
    return (await purpose.accept(tx, decided, frame, weighed.match)) ?? lookOn(effect.looking, effect.hint);
  }
  await store.save(tx, row);
  if (effect.kind === 'asking') return goOnAsking(row.state, effect.hint);
  if (effect.kind === 'passed') {
    return (await purpose.accept(tx, row, frame, effect.match)) ?? lookOn(true, 'hold-still');
  }
  return lookOn(effect.looking, effect.hint);
}

/**
 * Processes one frame of a camera session.
 * @param input.key of the session. A forged or spent one is `over`. @param input.image encoded bytes as received.
 * @param input.other the person cannot turn the head and asks for the other movement. The frame itself is not judged.
 * @throws {AppError} `too-fast` for a frame within 300 ms of the last one.
 * @throws {VisionError} for bytes that are no image, or while the worker cannot answer.
 */
export async function cameraFrame<S extends SessionState, R extends SessionRow<S>, Answer>(
  deps: SessionDeps,
  purpose: Purpose<S, R, Answer>,
  { key, image, other }: { key: string; image: Uint8Array; other?: boolean },
): Promise<SessionAnswer<Answer>> {
  const { db, vision, clock, keys } = deps;
  const slot = await purpose.store.reserve(db, key, clock());
  if (!slot) return withoutSlot(deps, purpose, key);
  const turning = headChallenge(slot.state) !== undefined;
  const observation = await vision.observe(image, { turning, ...purpose.look(slot) });
  return db.transaction(async (tx) => {
    const row = await purpose.store.lock(tx, key);
    // Meanwhile another page of the same browser may have begun another session.
    if (row?.id !== slot.id) return { kind: 'over' };
    const now = clock();
    if (row.expiresAt <= now) return purpose.end(tx, row, 'expired');
    const changed = other && purpose.policy(row).liveness.otherMovement && withOtherChallenge(row.state, random);
    if (changed) {
      await purpose.store.extend(tx, { ...row, state: changed }, now);
      return goOnAsking(changed, 'hold-still');
    }
    const id = keys.fingerprint(image);
    const seen = { fingerprint: id, formerFingerprints: keys.formerFingerprints(image), attemptId: row.id, now };
    const frame = { id, replayed: !observation.problem && (await seenElsewhere(tx, seen)), observation };
    const { state, effect } = step(row.state, frame, { ...purpose.policy(row), random });
    return carryOut(tx, deps, purpose, { row: { ...row, state }, frame, effect });
  });
}
