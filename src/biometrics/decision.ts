/**
 * The decision over the frames of one sign-in attempt. Pure: the database stores the state as JSON between frames.
 *
 * An attempt decides after 2, 4, 8 … usable frames ({@link DECISION_FRAMES}): six times at most, for any number of
 * frames, and `threshold.ts` relies on that. A decision averages the scores of each person over the frames since the
 * last decision, so its neighbours outweigh one lucky frame. It accepts the best person at or above `threshold`, if
 * that person leads every other one by `margin`. When the policy asks for liveness, the frames must show it, too.
 * Otherwise the attempt goes on. The hints depend on the picture alone and never on the gallery, so known and unknown
 * faces get the same hints until the attempt ends.
 */
import { type Fused, fuse } from './fusion.ts';
import { fuseLiveness, judgeLiveness, type LivenessRule } from './liveness.ts';
import type { Candidate, LivenessCues, Observation, Problem } from './observation.ts';

/** The hint for the person between frames: what to change, or that all is well so far. */
export type Hint = Problem | 'looking' | 'hold-still';

/** When to accept a person. Scores are those of the recognizer; the threshold comes from `threshold.ts`. */
export type DecisionRule = {
  threshold: number;
  /** Least lead of the best person over the runner-up, in score. */
  margin: number;
  /** The liveness rule for the frames (see `liveness.ts`); undefined without a liveness check. */
  liveness?: LivenessRule;
  /** From this score on, a frame shows the person, and its liveness cues are the person's. Default: the threshold. */
  samePerson?: number;
};

/**
 * Numbers of usable frames after which an attempt decides: soon for somebody who is recognised at once, later over more
 * frames. At 400 ms a frame the fourth decision comes after 6 s. The rest, at 2 s a frame, reaches the end of the 30 s.
 */
export const DECISION_FRAMES: readonly number[] = [2, 4, 8, 16, 20, 24];

/** Counts a problem of a frame. */
export function countProblem(problems: DecisionState['problems'], problem: Problem): DecisionState['problems'] {
  return { ...problems, [problem]: (problems[problem] ?? 0) + 1 };
}

/** Whether the next usable frame leads to a decision. */
export function decidesNext({ usable }: Pick<DecisionState, 'usable'>): boolean {
  return DECISION_FRAMES.includes(usable + 1);
}

export type DecisionState = {
  /** Number of usable frames so far, of anybody, known or unknown. */
  usable: number;
  /** Ids of the judged frames: the same bytes are not judged again. */
  frameIds: string[];
  /** The usable frames since the last decision. */
  window: Seen[];
  /** For each usable frame of the attempt: the people it shows, and its liveness cues. */
  lived?: Lived[];
  /** Number of frames whose bytes another attempt has shown. */
  replays: number;
  /** Numbers of unusable frames, by problem. */
  problems: Partial<Record<Problem, number>>;
  /** The decisions so far, for the record. */
  decisions: Decided[];
};

/** Why a decision accepts nobody: nobody to compare with, below the threshold, no clear lead, not live. */
export type Refusal = 'nobody' | 'unknown-face' | 'not-clear' | 'not-live';

/**
 * One decision for the record. `lead`: of the best person over the next, if there was a next one. `otherUserId`: the
 * next one, where the lead was not clear.
 */
export type Decided = {
  userId?: string;
  otherUserId?: string;
  score?: number;
  lead?: number;
  threshold: number;
  refusal?: Refusal;
  liveness: LivenessCues;
};

/** The part of a usable frame that the next decision needs. */
export type Seen = { candidates: Candidate[]; liveness?: LivenessCues };

type Lived = { people: string[]; liveness: LivenessCues };

export type Verdict =
  | { kind: 'accept'; userId: string; templateId: string; score: number; liveness: LivenessCues }
  | { kind: 'continue'; hint: Hint; looking: boolean };

/** The state before the first frame. */
export function initialDecision(): DecisionState {
  return { usable: 0, frameIds: [], window: [], replays: 0, problems: {}, decisions: [] };
}

/**
 * Why the first person is not accepted: the person must be in every frame, reach the threshold, lead clearly and be
 * live.
 */
function refusalOf([best, other]: readonly Fused[], cues: LivenessCues, rule: DecisionRule): Refusal | undefined {
  if (!best) return 'nobody';
  if (!best.inEvery || !(best.score >= rule.threshold)) return 'unknown-face';
  if (other && !(best.score - other.score >= rule.margin)) return 'not-clear';
  return rule.liveness && judgeLiveness(cues, rule.liveness) !== 'live' ? 'not-live' : undefined;
}

/**
 * The liveness of the frames that show this person since the attempt began: more frames are surer. It leaves out frames
 * of anybody else; otherwise an attacker's own live face could make up for a picture. If too few frames show the
 * person, it takes the frames since the last decision.
 */
function livenessOf(person: string | undefined, lived: readonly Lived[], window: readonly Seen[]): LivenessCues {
  const theirs = person === undefined ? lived : lived.filter(({ people }) => people.includes(person));
  if (theirs.length >= window.length) return fuseLiveness(theirs.map(({ liveness }) => liveness));
  return fuseLiveness(window.map((seen) => seen.liveness ?? {}));
}

/** The decision over the frames since the last decision. */
function decideOver(
  window: readonly Seen[],
  lived: readonly Lived[],
  rule: DecisionRule,
): { decided: Decided; best: Fused | undefined } {
  const people = fuse(window.map((seen) => seen.candidates));
  const [best, other] = people;
  const liveness = livenessOf(best?.userId, lived, window);
  const refusal = refusalOf(people, liveness, rule);
  const decided: Decided = {
    ...(best && { userId: best.userId, score: best.score }),
    ...(best && other && { lead: best.score - other.score }),
    threshold: rule.threshold,
    ...(refusal && { refusal }),
    ...(refusal === 'not-clear' && { otherUserId: other!.userId }),
    liveness,
  };
  return { decided, best };
}

/**
 * Judges one more frame.
 * @param frame.id hash of the exact bytes of the frame. A repeated frame is not judged again, since cameras freeze and
 *   file cameras loop.
 * @param frame.replayed another attempt has shown the same bytes. No camera does that, so the frame is not judged.
 * @returns the state to store, and the verdict: accept, or continue with a hint. `looking` becomes true with the first
 *   usable face and stays true: from then on the next frame may follow quickly.
 */
export function decide(
  state: DecisionState,
  observation: Observation,
  frame: { id: string; replayed?: boolean },
  rule: DecisionRule,
): { state: DecisionState; verdict: Verdict } {
  const before = state.usable > 0;
  if (frame.replayed || state.frameIds.includes(frame.id)) {
    const replays = state.replays + (frame.replayed ? 1 : 0);
    return {
      state: { ...state, replays },
      verdict: { kind: 'continue', hint: observation.problem ?? 'looking', looking: before },
    };
  }
  const frameIds = [...state.frameIds, frame.id];
  const { problem } = observation;
  if (problem) {
    const problems = countProblem(state.problems, problem);
    const verdict: Verdict = { kind: 'continue', hint: problem, looking: before };
    return { state: { ...state, frameIds, problems }, verdict };
  }
  const usable = state.usable + 1;
  const { candidates, liveness } = observation;
  const window = [...state.window, { candidates, ...(liveness && { liveness }) }];
  const shown = candidates.filter(({ score }) => score >= (rule.samePerson ?? rule.threshold));
  const lived = [...(state.lived ?? []), { people: shown.map(({ userId }) => userId), liveness: liveness ?? {} }];
  const goOn: Verdict = { kind: 'continue', hint: 'hold-still', looking: true };
  if (!decidesNext(state)) return { state: { ...state, usable, frameIds, window, lived }, verdict: goOn };
  const { decided, best } = decideOver(window, lived, rule);
  const next = { ...state, usable, frameIds, lived, window: [], decisions: [...state.decisions, decided] };
  if (!best || decided.refusal) return { state: next, verdict: goOn };
  const { userId, templateId, score } = best;
  return { state: next, verdict: { kind: 'accept', userId, templateId, score, liveness: decided.liveness } };
}
