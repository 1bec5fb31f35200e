/** The liveness challenge of an attempt: begun with the first decision, known face or not, and followed frame by frame. */
import { randomInt } from 'node:crypto';
import type { Observation } from '../biometrics/observation.ts';
import {
  type FrameId,
  followFrame,
  type GoOn,
  goOnAsking,
  isWitness,
  looksLive,
  newChallenge,
  passFrame,
} from '../biometrics/session/session.ts';
import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { calibrationOf } from '../vision/recognizers/calibration.ts';
import type { Attempt, AttemptState, Match } from './attempt.ts';
import { endAttempt, extendAttempt, saveState } from './attempts.store.ts';

type ChallengeDeps = Pick<Deps, 'clock' | 'config' | 'liveness'>;

/** Random steps of the draw: more than the sequences there are by far. */
const STEPS = 2 ** 32;

/**
 * Asks for movements where the server's policy does, once the first decision was made: asking only known faces would
 * tell who is enrolled. The attempt gets another 30 seconds for it.
 * @returns the first movement; undefined: nothing is asked, or it was asked before.
 */
export async function beginChallenge(
  tx: Queryable,
  deps: ChallengeDeps,
  input: { attempt: Attempt; state: AttemptState; observation: Observation; match?: Match },
): Promise<GoOn | undefined> {
  const { attempt, state, observation, match } = input;
  const random = () => randomInt(STEPS) / STEPS;
  const challenge = newChallenge(state, observation, { policy: deps.liveness, random });
  if (!challenge) return undefined;
  const next: AttemptState = { ...state, challenge, ...(match && { match }) };
  await extendAttempt(tx, attempt.id, { state: next, now: deps.clock() });
  return goOnAsking(next, 'hold-still');
}

/**
 * A frame that moves counts where it shows whom the first decision found, and no screen: another face, or a picture that takes
 * the person's place for the movements, gets nowhere. Of an unknown person every live frame counts alike.
 */
function counts(deps: ChallengeDeps, { match }: AttemptState, observation: Observation): boolean {
  // Nobody moves: time passes, whoever it is.
  if (observation.still) return true;
  if (!looksLive(deps.liveness, observation)) return false;
  if (!match) return true;
  const { samePerson } = calibrationOf(deps.config.recognizer, deps.config.customModel);
  const [best] = observation.candidates;
  return best?.userId === match.userId && best.score >= samePerson;
}

/** Everybody who may be the one in a frame. */
function peopleIn(deps: ChallengeDeps, { candidates }: Observation): string[] {
  const { samePerson } = calibrationOf(deps.config.recognizer, deps.config.customModel);
  return candidates.filter(({ score }) => score >= samePerson).map(({ userId }) => userId);
}

/** Who has made all movements so far, where this frame made one. */
function turners(deps: ChallengeDeps, { turnedBy }: AttemptState, observation: Observation): string[] {
  const people = peopleIn(deps, observation);
  return turnedBy ? turnedBy.filter((userId) => people.includes(userId)) : people;
}

/** One frame while movements are asked for. `passed`: all were made, and `match` is whom they were made by, if known. */
export async function takeChallenge(
  tx: Queryable,
  deps: ChallengeDeps,
  input: { attempt: Attempt; observation: Observation; frame: FrameId },
): Promise<GoOn | { kind: 'over' } | { kind: 'passed'; state: AttemptState; match?: Match }> {
  const { attempt, observation, frame } = input;
  const state = attempt.state as AttemptState;
  if (!isWitness(state, observation, frame) || !counts(deps, state, observation)) {
    const unseen = passFrame(state);
    await saveState(tx, attempt.id, unseen);
    return goOnAsking(unseen, observation.problem ?? 'hold-still');
  }
  const { state: followed, moved, outcome } = followFrame(state, observation, frame);
  const next: AttemptState = { ...followed, ...(moved && { turnedBy: turners(deps, state, observation) }) };
  await saveState(tx, attempt.id, next);
  if (outcome === 'failed') {
    await endAttempt(tx, { ...attempt, state: next }, { outcome: 'refused', now: deps.clock() });
    return { kind: 'over' };
  }
  return outcome === 'passed'
    ? { kind: 'passed', state: next, ...(state.match && { match: state.match }) }
    : goOnAsking(next, 'hold-still');
}
