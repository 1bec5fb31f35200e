/** One frame of a kiosk: observed by a worker, judged as part of the day, and what follows from it. */
import { randomInt, randomUUID } from 'node:crypto';
import { decidesNext } from '../biometrics/decision.ts';
import { isSettled, type WatchEffect, watchFrame, welcome } from '../biometrics/kiosk/watch.ts';
import type { Problem } from '../biometrics/observation.ts';
import type { Move } from '../biometrics/session/challenge.ts';
import { isChallenged, type Match } from '../biometrics/session/session.ts';
import type { SeenFrame, StepPolicy } from '../biometrics/session/step.ts';
import { seenElsewhere } from '../camera/seen-frames.store.ts';
import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { EventTx } from '../events/events.store.ts';
import type { Direction } from './attendance.store.ts';
import { kioskOf } from './device.ts';
import type { Kiosk } from './kiosks.store.ts';
import { memberOf, peopleOf } from './members.store.ts';
import { ruleOf, type Trouble, troubleOf } from './rule.ts';
import { visit } from './visit.ts';
import { lockWatch, reserveFrame, saveWatch, type Watch } from './watch.store.ts';

type KioskDeps = Pick<Deps, 'db' | 'outbox' | 'vision' | 'clock' | 'config' | 'keys' | 'liveness'>;

/** `name` is absent where the kiosk greets without names. */
export type Greeting = { name?: string; direction?: Direction; at: Date };

/** What the screen shows, and when the next frame is due. */
export type Shown =
  | { kind: 'nobody' | 'resting' | 'settled' }
  | { kind: 'looking'; problem?: Problem; move?: Move }
  | { kind: 'unknown'; unmoved: boolean }
  | { kind: 'greeting'; greeting: Greeting }
  | { kind: 'trouble'; trouble: Trouble };

const STEPS = 2 ** 32;
const random = () => randomInt(STEPS) / STEPS;

type Search = { people: readonly string[]; policy: StepPolicy };

/** How the worker observes the next frame. */
function lookFor({ look }: Watch['state'], { people, policy }: Search) {
  const whom = { kiosk: true, among: people } as const;
  if (isChallenged(look)) return { ...whom, turning: true, reference: look.challenge!.reference };
  return decidesNext(look) ? { ...whom, bar: policy.rule } : whom;
}

/** Greets whom the frames show. Undefined: the person has left the group, or lost the face, since the frame. */
async function greet(
  tx: EventTx,
  { kiosk, watch, match, now }: { kiosk: Kiosk; watch: Watch; match: Match; now: Date },
): Promise<{ state: Watch['state']; shown: Shown } | undefined> {
  const { groupId } = kiosk;
  const person = groupId === null ? undefined : await memberOf(tx, { groupId, ...match });
  if (!person) return undefined;
  const { state, first } = welcome(watch.state, match.userId, now.getTime());
  if (!first) return { state, shown: { kind: 'settled' } };
  const direction = await visit(tx, { kiosk, userId: match.userId, now });
  const greeting = { ...(kiosk.names && { name: person.displayName }), ...(direction && { direction }), at: now };
  return { state, shown: { kind: 'greeting', greeting } };
}

function shownFor(effect: Exclude<WatchEffect, { kind: 'found' }>, settled: boolean): Shown {
  return effect.kind === 'looking' && !effect.move && settled ? { kind: 'settled' } : effect;
}

/** Judges the frame and writes all that is kept. */
async function judge(
  tx: EventTx,
  { kiosk, watch, frame, policy, now }: { kiosk: Kiosk; watch: Watch; frame: SeenFrame; policy: StepPolicy; now: Date },
): Promise<Shown> {
  const { state, effect } = watchFrame(watch.state, frame, policy, now.getTime());
  const watched = { ...watch, state };
  const greeted = effect.kind === 'found' && (await greet(tx, { kiosk, watch: watched, match: effect.match, now }));
  const next = greeted ? greeted.state : state;
  // A new look has an id of its own: the bytes of an earlier one would be a replay.
  const id = next.since === watch.state.since ? watch.id : randomUUID();
  await saveWatch(tx, { ...watch, id, state: next });
  if (greeted) return greeted.shown;
  if (effect.kind === 'found') return { kind: 'looking' };
  return shownFor(effect, isSettled(next, frame, policy.samePerson));
}

async function searchOf(deps: KioskDeps, kiosk: Kiosk): Promise<Search | Trouble> {
  const people = await peopleOf(deps.db, kiosk.groupId);
  const trouble = troubleOf(deps, kiosk, people.length);
  if (trouble) return trouble;
  const { rule, liveness } = ruleOf(deps, kiosk, people.length);
  return { people, policy: { rule, liveness, samePerson: rule.samePerson ?? rule.threshold, random } };
}

/** The kiosk and its locked watch. @throws {AppError} `no-kiosk` where the key is none any more. */
async function stillKiosk(tx: Queryable, token: string, kioskId: string): Promise<{ kiosk: Kiosk; watch: Watch }> {
  const watch = await lockWatch(tx, kioskId);
  const kiosk = await kioskOf(tx, token);
  if (!watch || kiosk.id !== kioskId) throw new AppError('no-kiosk');
  return { kiosk, watch };
}

/**
 * Processes one frame of a kiosk.
 * @param input.token the key in the tablet's cookie. @param input.image encoded bytes as received.
 * @throws {AppError} `no-kiosk`; `too-fast` for a frame within 300 ms of the last one.
 * @throws {VisionError} for bytes that are no image, or while the workers cannot answer.
 */
export async function kioskFrame(
  deps: KioskDeps,
  { token, image }: { token: string | undefined; image: Uint8Array },
): Promise<Shown> {
  const { db, outbox, vision, clock, keys } = deps;
  const kiosk = await kioskOf(db, token);
  const slot = await reserveFrame(db, kiosk.id, clock());
  if (!slot) throw new AppError('too-fast');
  const search = await searchOf(deps, kiosk);
  if (typeof search === 'string') return { kind: 'trouble', trouble: search };
  const observation = await vision.observe(image, lookFor(slot.state, search));
  return outbox.commit(async (tx) => {
    const { kiosk: current, watch } = await stillKiosk(tx, token!, kiosk.id);
    const [now, id] = [clock(), keys.fingerprint(image)];
    const seen = { fingerprint: id, formerFingerprints: keys.formerFingerprints(image), attemptId: watch.id, now };
    const frame = { id, replayed: !observation.problem && (await seenElsewhere(tx, seen)), observation };
    return judge(tx, { kiosk: current, watch, frame, policy: search.policy, now });
  });
}
