/**
 * Error rates of an open-set search, in the words of ISO/IEC 19795-1: some probes are of people in the gallery, others
 * of strangers. A search returns the most alike person, if that score is at or above the threshold. FPIR: share of the
 * searches by strangers that return somebody. FNIR: share of the searches by enrolled people that return nobody, or
 * somebody else.
 */

import { drawnInterval } from './rates/points.ts';
import { thresholdAtFmr } from './rates/rates.ts';

/** The best score of a search by an enrolled person, and whether it was that person's. */
export type MatedSearch = { score: number; right: boolean };

/** `fnirLow` to `fnirHigh` is the 95 % interval. */
export type IdentificationPoint = { fpir: number; fnir: number; threshold: number; fnirLow: number; fnirHigh: number };

/**
 * FNIR at each FPIR, with the threshold.
 * @param strangers best score of each search by a stranger, sorted ascending.
 * @param draws how many times the same probes were searched, see {@link drawnInterval}.
 * @throws {RangeError} without searches of both kinds.
 */
export function identificationPoints(
  mated: readonly MatedSearch[],
  strangers: Float64Array,
  fpirs: readonly number[],
  draws = 1,
): IdentificationPoint[] {
  if (!mated.length || !strangers.length) throw new RangeError('Cannot measure identification: no searches');
  return fpirs.map((fpir) => {
    const threshold = thresholdAtFmr(strangers, fpir);
    const missed = mated.filter(({ score, right }) => !right || score < threshold).length;
    const [fnirLow, fnirHigh] = drawnInterval(missed, mated.length, draws);
    return { fpir, fnir: missed / mated.length, threshold, fnirLow, fnirHigh };
  });
}
