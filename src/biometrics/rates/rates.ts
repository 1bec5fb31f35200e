/**
 * Error rates of a recognizer from lists of scores, in the words of ISO/IEC 19795-1. A comparison matches when its
 * score is at or above the threshold. FMR: share of impostor comparisons that match. FNMR: share of genuine comparisons
 * that do not match. Lists are Float64Arrays sorted ascending (`Float64Array.prototype.sort`).
 */

/** How many of the sorted scores are at or above the threshold. */
export function countAtLeast(sorted: Float64Array, threshold: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! >= threshold) high = middle;
    else low = middle + 1;
  }
  return sorted.length - low;
}

/** FMR and FNMR at a threshold. @throws {RangeError} for an empty list. */
export function errorRates(
  genuine: Float64Array,
  impostor: Float64Array,
  threshold: number,
): { fmr: number; fnmr: number } {
  if (!genuine.length || !impostor.length) throw new RangeError('Cannot measure error rates: no scores');
  return {
    fmr: countAtLeast(impostor, threshold) / impostor.length,
    fnmr: 1 - countAtLeast(genuine, threshold) / genuine.length,
  };
}

/** The smallest number above `value`. */
function justAbove(value: number): number {
  return value + Math.max(Math.abs(value) * 2 ** -52, Number.MIN_VALUE);
}

/**
 * The lowest threshold that at most the share `fmr` of the impostor scores reaches. It is just above the score that
 * would be one too many.
 */
export function thresholdAtFmr(impostor: Float64Array, fmr: number): number {
  // Without 1e-9, rounding could take one comparison off a share that is exactly an integer number of them.
  const allowed = Math.floor(fmr * impostor.length + 1e-9);
  const oneTooMany = impostor[impostor.length - 1 - allowed];
  return oneTooMany === undefined ? (impostor[0] ?? 0) : justAbove(oneTooMany);
}

/** Equal error rate: the mean of FMR and FNMR at the threshold where they are nearest to each other. */
export function equalErrorRate(genuine: Float64Array, impostor: Float64Array): { eer: number; threshold: number } {
  let best = { gap: Number.POSITIVE_INFINITY, eer: 1, threshold: 0 };
  for (const threshold of genuine) {
    const { fmr, fnmr } = errorRates(genuine, impostor, threshold);
    const gap = Math.abs(fmr - fnmr);
    if (gap < best.gap) best = { gap, eer: (fmr + fnmr) / 2, threshold };
  }
  return { eer: best.eer, threshold: best.threshold };
}

/** The threshold with the highest accuracy, and that accuracy, see {@link accuracyAt}. */
export function bestAccuracy(genuine: Float64Array, impostor: Float64Array): { accuracy: number; threshold: number } {
  let best = { accuracy: 0, threshold: 0 };
  for (const threshold of genuine) {
    const accuracy = accuracyAt(genuine, impostor, threshold);
    if (accuracy > best.accuracy) best = { accuracy, threshold };
  }
  return best;
}

/** Share of right decisions at a threshold, where genuine and impostor pairs have the same weight. */
export function accuracyAt(genuine: Float64Array, impostor: Float64Array, threshold: number): number {
  const { fmr, fnmr } = errorRates(genuine, impostor, threshold);
  return 1 - (fmr + fnmr) / 2;
}

/** P(X <= k) for n trials with probability p each. */
function binomialTail(k: number, n: number, p: number): number {
  // term(i+1) = term(i) (n-i)/(i+1) p/(1-p), in logarithms against underflow.
  let logTerm = n * Math.log1p(-p);
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += Math.exp(logTerm);
    logTerm += Math.log((n - i) / (i + 1)) + Math.log(p) - Math.log1p(-p);
  }
  return sum;
}

function solve(tail: (p: number) => number, goal: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (tail(middle) > goal) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The exact interval of Clopper and Pearson (1934) for `hits` of `trials` at 95 %, by bisection. */
export function clopperPearson(hits: number, trials: number): [low: number, high: number] {
  const low = hits === 0 ? 0 : solve((p) => binomialTail(hits - 1, trials, p), 0.975);
  const high = hits === trials ? 1 : solve((p) => binomialTail(hits, trials, p), 0.025);
  return [low, high];
}

/** The 95 % upper bound of a rate without a single case in this many independent trials: about 3 / trials. */
export function ruleOfThree(trials: number): number {
  return Math.min(1, 3 / trials);
}
