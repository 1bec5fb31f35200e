/**
 * The results of an evaluation: operating points with their intervals, the DET curve, and the accuracy over folds.
 * Lists of scores are Float64Arrays sorted ascending, as in `rates.ts`.
 */
import { bestAccuracy, clopperPearson, errorRates, thresholdAtFmr } from './rates.ts';

/** At `threshold`, at most the share `fmr` of impostor comparisons matches. `fnmrLow`, `fnmrHigh`: 95 % interval. */
export type OperatingPoint = { fmr: number; threshold: number; fnmr: number; fnmrLow: number; fnmrHigh: number };

/** A point of the detection error tradeoff (DET) curve: both rates at one threshold. */
export type DetPoint = { fmr: number; fnmr: number };

export type ScoredPair = { score: number; same: boolean; fold: number };

/** Points of the curve in each decade of FMR: enough to look smooth. */
const POINTS_PER_DECADE = 16;

/**
 * The 95 % interval (Clopper-Pearson) of a rate over several draws of one data set. The draws use the same images again
 * and again, so they are no further trials. The interval is that of one draw with the mean number of hits, rounded
 * outward at either end.
 * @param hits of all draws together. @param trials of all draws together.
 */
export function drawnInterval(hits: number, trials: number, draws: number): [low: number, high: number] {
  const distinct = Math.max(1, Math.round(trials / draws));
  const [low] = clopperPearson(Math.min(distinct, Math.floor(hits / draws)), distinct);
  const [, high] = clopperPearson(Math.min(distinct, Math.ceil(hits / draws)), distinct);
  return [low, high];
}

/** FNMR at each FMR, with the threshold. @throws {RangeError} for an empty list. */
export function operatingPoints(
  genuine: Float64Array,
  impostor: Float64Array,
  fmrs: readonly number[],
  draws = 1,
): OperatingPoint[] {
  return fmrs.map((fmr) => {
    const threshold = thresholdAtFmr(impostor, fmr);
    const { fnmr } = errorRates(genuine, impostor, threshold);
    const [fnmrLow, fnmrHigh] = drawnInterval(Math.round(fnmr * genuine.length), genuine.length, draws);
    return { fmr, threshold, fnmr, fnmrLow, fnmrHigh };
  });
}

/**
 * The DET curve from the FMR of a single comparison up to 1, in even steps on a logarithmic axis.
 * @throws {RangeError} for an empty list.
 */
export function detCurve(genuine: Float64Array, impostor: Float64Array): DetPoint[] {
  const steps = Math.ceil(Math.log10(impostor.length) * POINTS_PER_DECADE);
  return Array.from({ length: steps + 1 }, (_, step) => {
    const fmr = Math.min(1, 10 ** (step / POINTS_PER_DECADE) / impostor.length);
    return errorRates(genuine, impostor, thresholdAtFmr(impostor, fmr));
  });
}

function sortedScores(pairs: readonly ScoredPair[], same: boolean): Float64Array {
  return Float64Array.from(
    pairs.filter((pair) => pair.same === same),
    ({ score }) => score,
  ).sort();
}

/**
 * Share of right decisions, as the mean over the folds. Each fold has the threshold that is best on all others: the
 * protocol of LFW's View 2.
 * @returns undefined for a single fold, which has no others to take a threshold from.
 * @throws {RangeError} when the other folds have no genuine or no impostor pair.
 */
export function accuracyOverFolds(pairs: readonly ScoredPair[]): number | undefined {
  const folds = [...new Set(pairs.map(({ fold }) => fold))];
  if (folds.length < 2) return undefined;
  const accuracies = folds.map((fold) => {
    const others = pairs.filter((pair) => pair.fold !== fold);
    const { threshold } = bestAccuracy(sortedScores(others, true), sortedScores(others, false));
    const own = pairs.filter((pair) => pair.fold === fold);
    return own.filter(({ score, same }) => score >= threshold === same).length / own.length;
  });
  return accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / folds.length;
}
