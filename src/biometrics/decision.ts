/**
 * The decision over the frames of one sign-in attempt. Pure: the state goes to the database between frames as JSON.
 *
 * Usable frames are fused: after 2, 4, 8 … of them the scores of those since the last decision are averaged for each
 * person, and who reaches `threshold` with `margin` ahead of every other is accepted. So an attempt decides six times
 * at most however many frames it shows, which is what the promise of `threshold.ts` counts, and one lucky frame is
 * outweighed by its neighbours. Everything else goes on, and what it tells the person depends on the picture alone,
 * never on the gallery: known and unknown faces get the same hints until the attempt ends.
 */
import type { Candidate, Observation, Problem } from './observation.ts';

/** What the person is told between frames: what to change, or that all is well so far. */
export type Hint = Problem | 'looking' | 'hold-still';

/** When to accept. Scores are the recognizer's; the threshold comes from `threshold.ts`. */
export type DecisionRule = {
  threshold: number;
  /** How far the best person must lead the runner-up, in score. */
  margin: number;
};

/**
 * Usable frames after which an attempt decides: soon for who is recognised at once, later over more frames. At 400 ms
 * a frame the fourth comes after 6 s; the rest, at 2 s a frame, reaches to the end of the 30 s.
 */
export const DECISION_FRAMES: readonly number[] = [2, 4, 8, 16, 20, 24];

export type DecisionState = {
  /** Usable frames so far, of anybody, known or not. */
  usable: number;
  /** Frames that were judged: the same bytes again are no second witness. */
  frameIds: string[];
  /** The candidates of each usable frame since the last decision. */
  window: Candidate[][];
};

export type Verdict =
  | { kind: 'accept'; userId: string; templateId: string; score: number }
  | { kind: 'continue'; hint: Hint; looking: boolean };

/** The state before the first frame. */
export function initialDecision(): DecisionState {
  return { usable: 0, frameIds: [], window: [] };
}

type Fused = { userId: string; templateId: string; score: number; inEvery: boolean };

/**
 * Mean score of each person over the frames. A frame's candidates are its best few, so who is not among them scored
 * at most what the last of them did, and counts as that.
 */
function fuse(frames: readonly Candidate[][]): Fused[] {
  const people = new Map<string, Fused & { best: number }>();
  for (const candidate of frames.flat()) {
    const { userId, templateId, score } = candidate;
    const known = people.get(userId);
    if (known && known.best >= score) continue;
    people.set(userId, { userId, templateId, score: 0, inEvery: true, best: score });
  }
  for (const person of people.values()) {
    for (const candidates of frames) {
      const own = candidates.find(({ userId }) => userId === person.userId);
      person.inEvery &&= own !== undefined;
      person.score += (own ?? candidates.at(-1))?.score ?? Number.NEGATIVE_INFINITY;
    }
    person.score /= frames.length;
  }
  return [...people.values()].sort((a, b) => b.score - a.score);
}

/** Who these frames show: seen in every one, at or above the threshold on average, and clear of the rest. */
function identify(frames: readonly Candidate[][], rule: DecisionRule): Fused | undefined {
  const [best, other] = fuse(frames);
  if (!best?.inEvery || !(best.score >= rule.threshold)) return undefined;
  return other && best.score - other.score < rule.margin ? undefined : best;
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
  const before = state.usable > 0;
  if (state.frameIds.includes(frameId)) {
    return { state, verdict: { kind: 'continue', hint: observation.problem ?? 'looking', looking: before } };
  }
  const frameIds = [...state.frameIds, frameId];
  if (observation.problem) {
    const verdict: Verdict = { kind: 'continue', hint: observation.problem, looking: before };
    return { state: { ...state, frameIds }, verdict };
  }
  const usable = state.usable + 1;
  const window = [...state.window, observation.candidates];
  const goOn: Verdict = { kind: 'continue', hint: 'hold-still', looking: true };
  if (!DECISION_FRAMES.includes(usable)) return { state: { usable, frameIds, window }, verdict: goOn };
  const found = identify(window, rule);
  const next = { usable, frameIds, window: [] };
  if (!found) return { state: next, verdict: goOn };
  const { userId, templateId, score } = found;
  return { state: next, verdict: { kind: 'accept', userId, templateId, score } };
}
