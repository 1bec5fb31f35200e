/**
 * The decision over the frames of one sign-in attempt. Pure: the state goes to the database between frames as JSON.
 *
 * Accepted is who is found by `agreeing` different usable frames, each time with a score of at least `threshold` and
 * `margin` ahead of every other person. Everything else goes on, and what it tells the person depends on the picture
 * alone, never on the gallery: known and unknown faces get the same hints until the attempt ends.
 */
import type { Candidate, Observation, Problem } from './observation.ts';

/** What the person is told between frames: what to change, or that all is well so far. */
export type Hint = Problem | 'looking' | 'hold-still';

/** When to accept. Scores are the recognizer's; the threshold comes from `threshold.ts`. */
export type DecisionRule = {
  threshold: number;
  /** How far the best person must lead the runner-up, in score. */
  margin: number;
  /** How many frames must agree. */
  agreeing: number;
};

export type DecisionState = {
  /** A usable face was seen, known or not. */
  looking: boolean;
  /** Frames that were judged: the same bytes again are no second witness. */
  frameIds: string[];
  /** Who was found so far, in how many frames, and the best match of them. */
  found: { userId: string; frames: number; templateId: string; score: number } | null;
};

export type Verdict =
  | { kind: 'accept'; userId: string; templateId: string; score: number }
  | { kind: 'continue'; hint: Hint; looking: boolean };

/** The state before the first frame. */
export function initialDecision(): DecisionState {
  return { looking: false, frameIds: [], found: null };
}

/**
 * Who this frame shows: the one person at or above the threshold and clear of the rest; `nobody` reaches it;
 * `unclear` when two people are too close to tell apart.
 */
function identify(candidates: readonly Candidate[], rule: DecisionRule): Candidate | 'nobody' | 'unclear' {
  const best = candidates[0];
  if (!best || !(best.score >= rule.threshold)) return 'nobody';
  const other = candidates.find((candidate) => candidate.userId !== best.userId);
  return other && best.score - other.score < rule.margin ? 'unclear' : best;
}

/** Frames of another person, or unclear ones, take back what was found; a frame that shows nobody changes nothing. */
function addWitness(found: DecisionState['found'], who: Candidate | 'nobody' | 'unclear'): DecisionState['found'] {
  if (who === 'nobody') return found;
  if (who === 'unclear') return null;
  if (found?.userId !== who.userId) return { ...who, frames: 1 };
  return { ...(who.score > found.score ? who : found), frames: found.frames + 1 };
}

/**
 * Judges one more frame.
 * @param frameId identifies the frame's exact bytes (a hash): a repeated frame is not judged again.
 * @returns the state to keep, and whether to accept or what to tell the person. `looking` turns true with the first
 *   usable face and stays so: from then on the next frame may follow quickly.
 */
export function decide(
  state: DecisionState,
  observation: Observation,
  frameId: string,
  rule: DecisionRule,
): { state: DecisionState; verdict: Verdict } {
  if (state.frameIds.includes(frameId)) {
    return { state, verdict: { kind: 'continue', hint: observation.problem ?? 'looking', looking: state.looking } };
  }
  const frameIds = [...state.frameIds, frameId];
  if (observation.problem) {
    const verdict: Verdict = { kind: 'continue', hint: observation.problem, looking: state.looking };
    return { state: { ...state, frameIds }, verdict };
  }
  const found = addWitness(state.found, identify(observation.candidates, rule));
  const next: DecisionState = { looking: true, frameIds, found };
  if (found && found.frames >= rule.agreeing) {
    const { userId, templateId, score } = found;
    return { state: next, verdict: { kind: 'accept', userId, templateId, score } };
  }
  return { state: next, verdict: { kind: 'continue', hint: 'hold-still', looking: true } };
}
