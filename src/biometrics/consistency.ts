/**
 * Which samples of an enrollment clip become templates. Pure.
 *
 * The core of a clip are the samples whose median score against all others reaches `samePerson`. When it is more than
 * half of the clip, a stranger's median is a score of two different people, so no stranger is in it; templates come
 * from the core alone. A turned head or a grimace also falls out of it, and still resembles some of the core, which a
 * stranger does not: a sample is of the same person when its best quarter of scores against the core reaches
 * `samePerson`. Is that less than four samples in five, the clip is refused, for then it is not clear who was meant.
 */
import { type Observation, PROBLEMS, type Problem } from './observation.ts';
import { showsDepth } from './session/turn.ts';

/** A usable sample, as far as choosing needs it. */
export type Enrollee = Required<Pick<Observation, 'face'>>['face'];

/** Why a clip cannot be enrolled: something in its frames, or in the clip as a whole. */
export type EnrollmentProblem =
  | Problem
  | 'not-enough-frames'
  | 'several-people'
  | 'not-live'
  | 'no-turn'
  | 'not-possible';

export type TemplateChoice =
  | { kept: number[]; problem?: undefined }
  | { kept?: undefined; problem: 'not-enough-frames' | 'several-people' };

export type ChoiceRule = {
  /** Score at which two frames of one clip count as the same person (recognizer's own, see its calibration). */
  samePerson: number;
  /** Usable samples that the clip must have. */
  atLeast?: number;
  /** Templates to keep at most. */
  keep?: number;
};

/** Good frames that a clip needs. */
export const GOOD_FRAMES = 10;
/** Share of the usable samples that must show the same person. */
const NEARLY_ALL = 0.8;
/** Degrees of turn that count as much as one whole score between two samples: a turned head adds variety. */
const TURN_SCALE = 90;
/** Luminance (0 to 255) that does: from a face in shadow to one in full light. */
const LIGHT_SCALE = 128;

/** The score that this share of the scores of sample `i` against the samples `among` exceeds or equals. */
function exceededBy(share: number, scores: ArrayLike<number>, n: number, i: number, among: readonly number[]): number {
  const others = among.filter((j) => j !== i).map((j) => scores[i * n + j]!);
  return others.sort((a, b) => b - a)[Math.ceil(share * others.length) - 1] ?? Number.NEGATIVE_INFINITY;
}

function turn(a: Enrollee, b: Enrollee): number {
  return Math.hypot(a.pose.yaw - b.pose.yaw, a.pose.pitch - b.pose.pitch);
}

/** How different two samples are in pose and light, in scores. */
function variety(a: Enrollee, b: Enrollee): number {
  return turn(a, b) / TURN_SCALE + Math.abs(a.quality.brightness - b.quality.brightness) / LIGHT_SCALE;
}

/** The most frontal of the sharper half: what most sign-in frames will look like. */
function mostFrontal(members: number[], faces: readonly Enrollee[]): number {
  const frontal: Enrollee['pose'] = { yaw: 0, pitch: 0, roll: 0 };
  const turned = (i: number) => turn(faces[i]!, { ...faces[i]!, pose: frontal });
  return members.reduce((best, i) => (turned(i) < turned(best) ? i : best));
}

/**
 * Chooses the templates to keep from the n usable samples of a clip.
 * @param faces what each sample shows.
 * @param scores n x n, row by row: each sample against each, in the same order.
 * @returns `kept`, up to `keep` (5) indices: the most frontal one first, then each time the one least like those
 *   chosen, by score, pose and light, among the sharper half. Or `problem`: `not-enough-frames` below `atLeast` (10) samples
 *   of the person, `several-people` when it is not clear who was meant.
 * @throws {RangeError} when the matrix does not fit the samples.
 */
export function chooseTemplates(
  faces: readonly Enrollee[],
  scores: ArrayLike<number>,
  { samePerson, atLeast = 10, keep = 5 }: ChoiceRule,
): TemplateChoice {
  const n = faces.length;
  if (scores.length !== n * n) throw new RangeError(`Cannot choose templates: ${scores.length} scores of ${n} samples`);
  if (n < Math.max(2, atLeast)) return { problem: 'not-enough-frames' };
  const all = faces.map((_, index) => index);
  const core = all.filter((i) => exceededBy(1 / 2, scores, n, i, all) >= samePerson);
  const same = all.filter((i) => exceededBy(1 / 4, scores, n, i, core) >= samePerson);
  if (core.length <= n / 2 || same.length < NEARLY_ALL * n) return { problem: 'several-people' };
  if (same.length < atLeast) return { problem: 'not-enough-frames' };
  const bySharpness = [...core].sort((a, b) => faces[b]!.quality.sharpness - faces[a]!.quality.sharpness);
  const pool = bySharpness.slice(0, Math.max(keep, core.length >> 1));
  const chosen = [mostFrontal(pool, faces)];
  const unlike = (i: number) => Math.min(...chosen.map((j) => 1 - scores[i * n + j]! + variety(faces[i]!, faces[j]!)));
  while (chosen.length < Math.min(keep, pool.length)) {
    const rest = pool.filter((i) => !chosen.includes(i));
    chosen.push(rest.reduce((best, i) => (unlike(i) > unlike(best) ? i : best)));
  }
  return { kept: chosen };
}

/** At most so many things to change are told at once: more would help nobody. */
const TOLD = 2;

/**
 * What to tell the person about a clip with fewer than `atLeast` usable frames: the one or two most frequent problems
 * of its frames, those of {@link PROBLEMS} first that come first there; `not-enough-frames` when the frames themselves
 * are too few. Empty when enough are usable.
 */
export function enrollmentProblems(observations: readonly Observation[], atLeast: number): EnrollmentProblem[] {
  const usable = observations.filter(({ problem }) => problem === undefined).length;
  if (usable >= atLeast) return [];
  const count = (problem: Problem) => observations.filter((observation) => observation.problem === problem).length;
  const seen = PROBLEMS.filter((problem) => count(problem) > 0).sort((a, b) => count(b) - count(a));
  return seen.length === 0 ? ['not-enough-frames'] : seen.slice(0, TOLD);
}

/**
 * Whether a head turns in a clip, as only a head does ({@link showsDepth}). As at sign-in a face may be turned away; what
 * is blurred or cut off says nothing of a turn.
 */
export function showsTurn(observations: readonly Observation[]): boolean {
  const judged = observations.filter(({ problem }) => !problem || problem === 'turned-away');
  return showsDepth(judged.flatMap(({ face }) => (face ? [face.points] : [])));
}
