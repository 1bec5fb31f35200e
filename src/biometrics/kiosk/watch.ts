/**
 * One frame of a kiosk as a pure step. A kiosk watches all day. It divides the day into looks: the frames of a face from
 * its coming to its going, or until it is recognised. A look is what an attempt is at sign-in: it decides six times at
 * most, so that the target of an attempt holds for each stranger who comes.
 */
import { DECISION_FRAMES, initialDecision } from '../decision.ts';
import type { Problem } from '../observation.ts';
import { askedMove, type Move } from '../session/challenge.ts';
import type { Match, SessionState } from '../session/session.ts';
import { afterDecision, type Effect, type SeenFrame, type StepPolicy, step } from '../session/step.ts';
import type { Visit, WatchState } from './state.ts';

/** Milliseconds without a face after which the next face is somebody else's. */
export const GONE_MS = 2_000;
/** Milliseconds of a look without a decision for anybody, such as of a face far away. */
const LOOK_MS = 60_000;
/** A person who is seen again within this many milliseconds has not left. */
export const VISIT_MS = 120_000;
/** Visits that are remembered, at most. */
const VISITS = 100;
/** Decisions of a look of somebody who has not just walked by. */
const STAYED = 3;
/** The first rest after a look that recognised nobody, and the longest. */
const REST_MS = 2_000;
const REST_MOST_MS = 30_000;
/** So many looks in a row rest for the same time, and a rest ends when the face goes. */
const PATIENT = 5;
/** Milliseconds after which looks that recognised nobody do not count any more. */
const FORGET_MS = 600_000;

export type WatchEffect =
  /** No face is there. */
  | { kind: 'nobody' }
  /** A face is there, and the kiosk rests. */
  | { kind: 'resting' }
  /** A face is looked at. `problem`: what keeps it from being judged. `move`: the movement that is asked for. */
  | { kind: 'looking'; problem?: Problem; move?: Move }
  /** A look has ended and recognised nobody. `unmoved`: the movements did not come as asked. */
  | { kind: 'unknown'; unmoved: boolean }
  /** A face was recognised. The caller checks the person and calls {@link welcome}. */
  | { kind: 'found'; match: Match };

type Watched = { state: WatchState; effect: WatchEffect };

export function initialWatch(now: number): WatchState {
  const visits: Visit[] = [];
  return { look: initialDecision(), since: now, faceAt: 0, visits, unknown: 0, unknownAt: 0, restsUntil: 0 };
}

function lookAnew(state: WatchState, now: number): WatchState {
  return { ...state, look: initialDecision(), since: now };
}

/** Ends a look that recognised nobody. Each further one in a row rests longer. */
function endUnknown(state: WatchState, now: number): WatchState {
  const unknown = now - state.unknownAt > FORGET_MS ? 1 : state.unknown + 1;
  const rest = Math.min(REST_MOST_MS, REST_MS * 2 ** Math.max(0, unknown - PATIENT));
  return { ...lookAnew(state, now), unknown, unknownAt: now, restsUntil: now + rest };
}

/** Nobody is there any more: the look is over. Somebody who walks by counts for nothing. */
function leave(state: WatchState, now: number): WatchState {
  if (state.look.decisions.length >= STAYED) return leave(endUnknown(state, now), now);
  const restsUntil = state.unknown > PATIENT ? state.restsUntil : 0;
  return { ...lookAnew(state, now), restsUntil };
}

/** Whether this person was recognised lately. */
export function isVisiting({ visits }: Pick<WatchState, 'visits'>, userId: string, now: number): boolean {
  return visits.some((visit) => visit.userId === userId && now - visit.seenAt < VISIT_MS);
}

/** Whether the frame shows whom the kiosk recognised last. Then nothing is urgent. */
export function isSettled({ visits }: WatchState, { observation }: SeenFrame, samePerson: number): boolean {
  const [best] = observation.candidates;
  return best !== undefined && best.score >= samePerson && best.userId === visits[0]?.userId;
}

/**
 * Counts a person who was recognised as here.
 * @returns `first`: this is a new visit.
 */
export function welcome(state: WatchState, userId: string, now: number): { state: WatchState; first: boolean } {
  const others = state.visits.filter((visit) => visit.userId !== userId && now - visit.seenAt < VISIT_MS);
  const visits = [{ userId, seenAt: now }, ...others].slice(0, VISITS);
  const first = !isVisiting(state, userId, now);
  return { state: { ...lookAnew(state, now), visits, unknown: 0, restsUntil: 0 }, first };
}

/** The movement of the head that is asked for. A kiosk asks for no other. */
function moveOf({ challenge }: SessionState): { move?: Move } {
  const move = challenge && challenge.kind === undefined ? askedMove(challenge) : undefined;
  return move ? { move } : {};
}

/** Carries out what one frame means for the look. */
function judged(state: WatchState, effect: Effect, frame: SeenFrame, policy: StepPolicy, now: number): Watched {
  const { look } = state;
  const { problem } = frame.observation;
  const looking = (next: WatchState): Watched => ({
    state: next,
    effect: {
      kind: 'looking',
      ...(problem && { problem }),
      ...moveOf(next.look),
    },
  });
  if (effect.kind === 'failed') return { state: endUnknown(state, now), effect: { kind: 'unknown', unmoved: true } };
  if (effect.kind === 'passed') return found(state, effect.match, looking);
  if (effect.kind !== 'decided') return looking(state);
  const { match } = effect;
  if (!match) {
    const last = look.usable >= DECISION_FRAMES.at(-1)!;
    return last ? { state: endUnknown(state, now), effect: { kind: 'unknown', unmoved: false } } : looking(state);
  }
  // Movements are asked of somebody who is recognised, once a visit: a kiosk greets its people by name anyway.
  if (!policy.liveness.challenge || isVisiting(state, match.userId, now)) return found(state, match, looking);
  const { state: asked } = afterDecision<SessionState>(look, frame, policy, match);
  return looking({ ...state, look: asked });
}

function found(state: WatchState, match: Match | undefined, looking: (state: WatchState) => Watched): Watched {
  return match ? { state, effect: { kind: 'found', match } } : looking(state);
}

/** @param now milliseconds since 1970. */
export function watchFrame(before: WatchState, frame: SeenFrame, policy: StepPolicy, now: number): Watched {
  const present = frame.observation.faces > 0;
  const gone = now - before.faceAt >= GONE_MS;
  let state = gone ? leave(before, now) : before;
  if (!present) return { state, effect: { kind: gone ? 'nobody' : 'looking' } };
  state = { ...state, faceAt: now };
  if (now < state.restsUntil) return { state: lookAnew(state, now), effect: { kind: 'resting' } };
  if (now - state.since > LOOK_MS)
    state = state.look.decisions.length > 0 ? endUnknown(state, now) : lookAnew(state, now);
  const { state: look, effect } = step(state.look, frame, policy);
  return judged({ ...state, look }, effect, frame, policy, now);
}
