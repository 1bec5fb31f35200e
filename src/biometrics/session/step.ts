/**
 * One frame of a camera session as a pure step: from the state and what the frame shows to the next state and what is
 * to be done. Whoever calls it does that and keeps the state (`camera/session.ts`).
 */
import { type DecisionRule, decide, type Hint } from '../decision.ts';
import type { LivenessPolicy } from '../liveness.ts';
import type { Observation } from '../observation.ts';
import {
  type FrameId,
  followFrame,
  isChallenged,
  isWitness,
  looksLive,
  type Match,
  newChallenge,
  passFrame,
  type SessionState,
} from './session.ts';
import { countMoving } from './unjudged.ts';

export type SeenFrame = FrameId & { observation: Observation };

export type StepPolicy = {
  rule: DecisionRule;
  liveness: LivenessPolicy;
  /** Score from which a frame shows a person at all. */
  samePerson: number;
  /** Draws movements, see `drawMoves`. */
  random: () => number;
};

export type Effect =
  /** Nothing to do but to look at the next frame. `looking`: a face was seen. */
  | { kind: 'look-on'; looking: boolean; hint: Hint }
  /** A decision was made; `match` is whom it found, if anybody. */
  | { kind: 'decided'; looking: boolean; hint: Hint; match?: Match }
  /** A movement is waited for. */
  | { kind: 'asking'; hint: Hint }
  /** All movements were made; `match` is who made them, if known. */
  | { kind: 'passed'; match?: Match }
  /** Another movement than the one asked for, or none in time. */
  | { kind: 'failed' };

export type Step<S, E = Effect> = { state: S; effect: E };

/** Everybody who may be the one in a frame. */
function peopleIn({ candidates }: Observation, samePerson: number): string[] {
  return candidates.filter(({ score }) => score >= samePerson).map(({ userId }) => userId);
}

/** Whether a frame that moves shows whom the first decision found. Of an unknown person every frame counts alike. */
function showsMatch({ match }: SessionState, { candidates: [best] }: Observation, samePerson: number): boolean {
  return !match || (best?.userId === match.userId && best.score >= samePerson);
}

/**
 * One frame while movements are asked for. It counts where it shows whom the first decision found, and no screen:
 * another face, or a picture that takes the person's place for the movements, gets nowhere.
 */
function follow<S extends SessionState>(state: S, frame: SeenFrame, policy: StepPolicy): Step<S> {
  const { observation } = frame;
  const { liveness, samePerson } = policy;
  const asking = (next: S): Step<S> => ({
    state: next,
    effect: { kind: 'asking', hint: observation.problem ?? 'hold-still' },
  });
  if (!isWitness(state, observation, frame)) return asking(passFrame(state));
  // Nobody moves in a still frame: time passes, whoever it is.
  if (!observation.still && !looksLive(liveness, observation)) {
    return asking({ ...passFrame(state), notLive: (state.notLive ?? 0) + 1 });
  }
  if (!observation.still && !showsMatch(state, observation, samePerson)) return asking(passFrame(state));
  const { state: followed, moved, outcome } = followFrame(state, observation, frame);
  const people = peopleIn(observation, samePerson);
  const turnedBy = state.turnedBy?.filter((userId) => people.includes(userId)) ?? people;
  const next = moved ? { ...followed, turnedBy } : followed;
  if (outcome === 'failed') return { state: next, effect: { kind: 'failed' } };
  if (outcome === 'going') return asking(next);
  return { state: next, effect: { kind: 'passed', ...(state.match && { match: state.match }) } };
}

/** One frame while the face is looked at. */
function look<S extends SessionState>(state: S, frame: SeenFrame, { rule }: StepPolicy): Step<S> {
  const { state: decided, verdict } = decide(state, frame.observation, frame, rule);
  const next: S = { ...state, ...decided };
  // A match that does not stand is one more frame to the person; the decision goes on with the next ones.
  const shown =
    verdict.kind === 'continue'
      ? { looking: verdict.looking, hint: verdict.hint }
      : { looking: true, hint: 'hold-still' as const };
  if (decided.decisions.length === state.decisions.length)
    return { state: next, effect: { kind: 'look-on', ...shown } };
  if (verdict.kind === 'continue') return { state: next, effect: { kind: 'decided', ...shown } };
  const { userId, templateId, score } = verdict;
  return { state: next, effect: { kind: 'decided', ...shown, match: { userId, templateId, score } } };
}

/** @param frame seen after the state was made. */
export function step<S extends SessionState>(state: S, frame: SeenFrame, policy: StepPolicy): Step<S> {
  return isChallenged(state)
    ? follow(countMoving(state, frame.observation), frame, policy)
    : look(state, frame, policy);
}

/**
 * After a decision: asks for movements where the policy does, of known and unknown faces alike: asking only known ones
 * would tell who is enrolled. They are drawn once.
 * @param match whom the decision found, where their account lets the face in.
 */
export function afterDecision<S extends SessionState>(
  state: S,
  { observation }: SeenFrame,
  { liveness, random }: StepPolicy,
  match?: Match,
): Step<S, { kind: 'ask' } | undefined> {
  const challenge = newChallenge(state, observation, { policy: liveness, random });
  if (!challenge) return { state, effect: undefined };
  return { state: { ...state, challenge, ...(match && { match }) }, effect: { kind: 'ask' } };
}
