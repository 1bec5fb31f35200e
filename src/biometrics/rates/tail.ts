/**
 * Estimates how high the scores of strangers reach, beyond the counted ones. Above a high score, the excess is close to
 * a generalised Pareto distribution (J. Pickands, 1975), fitted here by moments (J. Hosking and J. Wallis, 1987). The
 * interval comes from a bootstrap over people (B. Efron, 1979), since comparisons of the same person depend on each
 * other. Pure.
 */

/** Comparisons of different people. `pairs`: who is compared, `stranger * people + owner` with the numbers of both. */
export type Impostors = { people: number; scores: Float32Array; pairs: Uint32Array };

/** The highest impostor scores of a group: those that reach `floor`, of `comparisons` in total. */
export type Tail = {
  people: number;
  comparisons: number;
  floor: number;
  top: readonly { score: number; stranger: number; owner: number }[];
};

/** Share of the comparisons that the tail is fitted to, and the least number of them. */
export const TAIL_SHARE = 1e-3;
const FITTED_LEAST = 30;
/** Number of bootstrap draws, and the upper end of the 95 % interval. */
const DRAWS = 400;
const UPPER = 0.975;

/** The share of this many comparisons that a tail is fitted to. */
export function tailShare(comparisons: number): number {
  return Math.max(TAIL_SHARE, FITTED_LEAST / comparisons);
}

/** The highest of these scores as a tail. @throws {RangeError} without a comparison. */
export function tailOf({ people, scores, pairs }: Impostors): Tail {
  if (scores.length === 0) throw new RangeError('Cannot fit a tail: no comparisons');
  const count = Math.floor(tailShare(scores.length) * scores.length);
  const floor = Float32Array.from(scores).sort()[Math.max(0, scores.length - count)]!;
  const top: Tail['top'][number][] = [];
  for (const [at, score] of scores.entries()) {
    const pair = pairs[at]!;
    if (score >= floor) top.push({ score, stranger: Math.floor(pair / people), owner: pair % people });
  }
  return { people, comparisons: scores.length, floor, top };
}

/** Range of plausible shapes. Scores end at 1, so a tail without an end is chance. */
const SHAPES = { least: -0.5, most: 0.1 };

/** The score that the share `fmr` of strangers reaches. @param weight of each comparison. */
function reached(tail: Tail, fmrs: readonly number[], weight: (impostor: Tail['top'][number]) => number): number[] {
  let [mass, sum, squares] = [0, 0, 0];
  for (const impostor of tail.top) {
    const heavy = weight(impostor);
    const excess = impostor.score - tail.floor;
    mass += heavy;
    sum += heavy * excess;
    squares += heavy * excess * excess;
  }
  const mean = sum / mass;
  const variance = squares / mass - mean * mean;
  if (!(variance > 0)) return fmrs.map(() => tail.floor);
  const ratio = (mean * mean) / variance;
  const shape = Math.min(SHAPES.most, Math.max(SHAPES.least, (1 - ratio) / 2));
  const scale = mean * (1 - shape);
  return fmrs.map((fmr) => {
    const rarer = mass / tail.comparisons / fmr;
    const times = Math.abs(shape) < 1e-6 ? Math.log(rarer) : (rarer ** shape - 1) / shape;
    return tail.floor + scale * times;
  });
}

/**
 * A bootstrap draw: how often each person occurs when as many people are drawn with replacement.
 * @param random numbers from 0 to 1.
 */
export function drawnAnew(people: number, random: () => number): Uint16Array {
  const times = new Uint16Array(people);
  for (let n = 0; n < people; n++) times[Math.floor(random() * people)]!++;
  return times;
}

/**
 * The score that at most the share `fmr` of strangers reaches: the estimate, and the upper end of its 95 % interval.
 * @param fmrs at most the share of the tail. Above that, count scores instead.
 * @param random numbers from 0 to 1; from a seed for a result that can be repeated.
 */
export function scoresAt(
  tail: Tail,
  fmrs: readonly number[],
  random: () => number,
): { fmr: number; score: number; upper: number }[] {
  const drawn = Array.from({ length: DRAWS }, () => {
    const times = drawnAnew(tail.people, random);
    return reached(tail, fmrs, ({ stranger, owner }) => times[stranger]! * times[owner]!);
  });
  const estimates = reached(tail, fmrs, () => 1);
  return fmrs.map((fmr, at) => {
    const scores = drawn.map((row) => row[at]!).sort((a, b) => a - b);
    return { fmr, score: estimates[at]!, upper: scores[Math.ceil(UPPER * DRAWS) - 1]! };
  });
}
