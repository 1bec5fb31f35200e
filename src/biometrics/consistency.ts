/**
 * Which samples of an enrollment clip become templates. Pure.
 *
 * The core of a clip are the samples whose median score against all others reaches `samePerson`. If it is more than
 * half of the clip, it contains no stranger, since the median score of a stranger is one of two different people.
 * Templates come from the core alone. A turned head or a grimace is not in the core either, but it is like some of the
 * core, and a stranger is not. So a sample is of the same person if its best quarter of scores against the core reaches
 * `samePerson`. If fewer than four samples in five are, the clip is refused, since it is not clear who enrolls.
 */
import { type Observation, PROBLEMS, type Problem } from './observation.ts';
import { showsDepth } from './session/turn.ts';

/** The part of a usable sample that the choice needs. */
export type Enrollee = Required<Pick<Observation, 'face'>>['face'];

/** Why a clip cannot be enrolled: a problem of its frames, or of the entire clip. */
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
  /** From this score on, two frames of one clip are of the same person (see the recognizer's calibration). */
  samePerson: number;
  /** Least number of usable samples. */
  atLeast?: number;
  /** Largest number of templates to keep. */
  keep?: number;
};

/** Least number of good frames in a clip. */
export const GOOD_FRAMES = 10;
/** Share of the usable samples that must show the same person. */
const NEARLY_ALL = 0.8;
/** Degrees of turn that weigh as much as a difference of 1 in score: a turned head adds variety. */
const TURN_SCALE = 90;
/** Difference in luminance (0 to 255) of the same weight: from a face in shadow to one in full light. */
const LIGHT_SCALE = 128;

/** The score that this share of the scores of sample `i` against the samples `among` reaches. */
function exceededBy(share: number, scores: ArrayLike<number>, n: number, i: number, among: readonly number[]): number {
  const others = among.filter((j) => j !== i).map((j) => scores[i * n + j]!);
  return others.sort((a, b) => b - a)[Math.ceil(share * others.length) - 1] ?? Number.NEGATIVE_INFINITY;
}

function turn(a: Enrollee, b: Enrollee): number {
  return Math.hypot(a.pose.yaw - b.pose.yaw, a.pose.pitch - b.pose.pitch);
}

/** How different two samples are in pose and light, in units of score. */
function variety(a: Enrollee, b: Enrollee): number {
  return turn(a, b) / TURN_SCALE + Math.abs(a.quality.brightness - b.quality.brightness) / LIGHT_SCALE;
}

/** The most frontal sample, which is most like sign-in frames. */
function mostFrontal(members: number[], faces: readonly Enrollee[]): number {
  const frontal: Enrollee['pose'] = { yaw: 0, pitch: 0, roll: 0 };
  const turned = (i: number) => turn(faces[i]!, { ...faces[i]!, pose: frontal });
  return members.reduce((best, i) => (turned(i) < turned(best) ? i : best));
}

/**
 * Chooses the templates to keep from the n usable samples of a clip.
 * @param faces the face of each sample.
 * @param scores n x n, row by row: each sample against each, in the same order.
 * @returns `kept`: up to `keep` (5) indices of the sharper half, the most frontal one first, then each time the one
 * least like the chosen ones in score, pose and light. Or `problem`: `not-enough-frames` for fewer than `atLeast` (10)
 * samples of the person, `several-people` when it is not clear who enrolls.
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

/** Largest number of problems that the person is told at once: more would not help. */
const TOLD = 2;

/**
 * The problems to tell the person about a clip with fewer than `atLeast` usable frames: the one or two most frequent
 * problems of its frames. Equally frequent ones keep the order of {@link PROBLEMS}. `not-enough-frames` when no frame
 * has a problem. Empty when enough frames are usable.
 */
export function enrollmentProblems(observations: readonly Observation[], atLeast: number): EnrollmentProblem[] {
  const usable = observations.filter(({ problem }) => problem === undefined).length;
  if (usable >= atLeast) return [];
  const count = (problem: Problem) => observations.filter((observation) => observation.problem === problem).length;
  const seen = PROBLEMS.filter((problem) => count(problem) > 0).sort((a, b) => count(b) - count(a));
  return seen.length === 0 ? ['not-enough-frames'] : seen.slice(0, TOLD);
}

/**
 * Whether a head turns in a clip, as only a real head does ({@link showsDepth}). A face may be turned away, as at
 * sign-in. Blurred faces and faces that are cut off are left out.
 */
export function showsTurn(observations: readonly Observation[]): boolean {
  const judged = observations.filter(({ problem }) => !problem || problem === 'turned-away');
  return showsDepth(judged.flatMap(({ face }) => (face ? [face.points] : [])));
}
