/**
 * The decision over the frames of one sign-in attempt. Pure: the state goes to the database between frames as JSON.
 *
 * Usable frames are fused: after 2, 4, 8 … of them the scores of those since the last decision are averaged for each
 * person, and who reaches `threshold` with `margin` ahead of every other is accepted. So an attempt decides six times
 * at most however many frames it shows, which is what the promise of `threshold.ts` counts, and one lucky frame is
 * outweighed by its neighbours. Where liveness is asked the same frames must show it, too. Everything else goes on, and what it tells the person depends on the picture alone,
 * never on the gallery: known and unknown faces get the same hints until the attempt ends.
 */
import { fuseLiveness, judgeLiveness, type LivenessRule } from './liveness.ts';
import type { Candidate, LivenessCues, Observation, Problem } from './observation.ts';

/** What the person is told between frames: what to change, or that all is well so far. */
export type Hint = Problem | 'looking' | 'hold-still';

/** When to accept. Scores are the recognizer's; the threshold comes from `threshold.ts`. */
export type DecisionRule = {
  threshold: number;
  /** How far the best person must lead the runner-up, in score. */
  margin: number;
  /** What the frames must show of life, or undefined where that is not asked (see `liveness.ts`). */
  liveness?: LivenessRule;
  /** Score at which a frame shows the person at all, and so says whether they live; left out: the threshold. */
  samePerson?: number;
};

/**
 * Usable frames after which an attempt decides: soon for who is recognised at once, later over more frames. At 400 ms
 * a frame the fourth comes after 6 s; the rest, at 2 s a frame, reaches to the end of the 30 s.
 */
export const DECISION_FRAMES: readonly number[] = [2, 4, 8, 16, 20, 24];

/** Whether the next usable frame of an attempt is one that decides. */
export function decidesNext({ usable }: Pick<DecisionState, 'usable'>): boolean {
  return DECISION_FRAMES.includes(usable + 1);
}

export type DecisionState = {
  /** Usable frames so far, of anybody, known or not. */
  usable: number;
  /** Frames that were judged: the same bytes again are no second witness. */
  frameIds: string[];
  /** Each usable frame since the last decision. */
  window: Seen[];
  /** Of each usable frame of the attempt: whom it shows, and how live. */
  lived?: Lived[];
  /** Frames whose very bytes were seen in another attempt. */
  replays: number;
  /** Frames that could not be judged, by what the picture lacked. */
  problems: Partial<Record<Problem, number>>;
  /** What was decided upon so far, for the record: the best person of each time and the liveness cues. */
  decisions: Decided[];
};

/** Why a decision let nobody in: nobody to compare with, below the threshold, not ahead of the next, not alive. */
export type Refusal = 'nobody' | 'unknown-face' | 'not-clear' | 'not-live';

/** One decision for the record. `lead`: how far the best was ahead of the next, where there was one. */
export type Decided = {
  userId?: string;
  score?: number;
  lead?: number;
  threshold: number;
  refusal?: Refusal;
  liveness: LivenessCues;
};

/** What is kept of a usable frame until the next decision. */
export type Seen = { candidates: Candidate[]; liveness?: LivenessCues };

type Lived = { people: string[]; liveness: LivenessCues };

export type Verdict =
  | { kind: 'accept'; userId: string; templateId: string; score: number; liveness: LivenessCues }
  | { kind: 'continue'; hint: Hint; looking: boolean };

/** The state before the first frame. */
export function initialDecision(): DecisionState {
  return { usable: 0, frameIds: [], window: [], replays: 0, problems: {}, decisions: [] };
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

/** What keeps the first out: they have to be in every frame, at the threshold on average, clear of the rest, alive. */
function refusalOf([best, other]: readonly Fused[], cues: LivenessCues, rule: DecisionRule): Refusal | undefined {
  if (!best) return 'nobody';
  if (!best.inEvery || !(best.score >= rule.threshold)) return 'unknown-face';
  if (other && !(best.score - other.score >= rule.margin)) return 'not-clear';
  return rule.liveness && judgeLiveness(cues, rule.liveness) !== 'live' ? 'not-live' : undefined;
}

/**
 * How live the frames are that show this person, since the attempt began: more frames are surer. Frames of anybody else
 * say nothing, or whoever shows the own face first could vouch for a picture. Of a person whom no frame shows, and where
 * nobody is compared, those since the last decision count.
 */
function livenessOf(person: string | undefined, lived: readonly Lived[], window: readonly Seen[]): LivenessCues {
  const theirs = person === undefined ? lived : lived.filter(({ people }) => people.includes(person));
  if (theirs.length >= window.length) return fuseLiveness(theirs.map(({ liveness }) => liveness));
  return fuseLiveness(window.map((seen) => seen.liveness ?? {}));
}

/** The decision over the frames since the last one. */
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
    liveness,
  };
  return { decided, best };
}

/**
 * Judges one more frame.
 * @param frame.id identifies the frame's exact bytes (a hash): a repeated frame is not judged again, since cameras
 *   freeze and file cameras loop.
 * @param frame.replayed the same bytes came in another attempt: no camera does that, so the frame is no witness.
 * @returns the state to keep, and whether to accept or what to tell the person. `looking` turns true with the first
 *   usable face and stays so: from then on the next frame may follow quickly.
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
    const problems = { ...state.problems, [problem]: (state.problems?.[problem] ?? 0) + 1 };
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
