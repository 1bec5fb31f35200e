/** The table of thresholds: at each FMR the worst group gets what is promised. */
import { type GroupFigures, type GroupPoint, NEWCOMERS, type ThresholdTable } from '../../src/biometrics/threshold.ts';
import { fmrsTo, roundedUp } from './steps.ts';

/** The point at an FMR. Where the data of a group end above it, it is the last point that they show. */
function pointAt(points: readonly GroupPoint[], enrolled: number, fmr: number): GroupPoint | undefined {
  const own = points.filter((point) => point.enrolled === enrolled);
  return own.find((one) => one.fmr <= fmr * (1 + 1e-9)) ?? own.at(-1);
}

/**
 * The score at an FMR between two points, on a straight line over the FMR's logarithm: tails are nearly straight there.
 */
function scoreBetween(points: readonly GroupPoint[], enrolled: number, fmr: number): number | undefined {
  const rarer = pointAt(points, enrolled, fmr);
  const before = points.findLast((point) => point.enrolled === enrolled && point.fmr > fmr * (1 + 1e-9));
  if (!rarer || !before || rarer === before) return rarer?.score;
  const part = Math.log(before.fmr / fmr) / Math.log(before.fmr / rarer.fmr);
  return roundedUp(before.score + Math.min(1, part) * (rarer.score - before.score));
}

/**
 * The threshold at each FMR. It is that of the worst group at the upper end of its interval. It is also so high that no
 * group gets more than {@link NEWCOMERS} times the FMR as newcomers.
 */
export function worstTable(groups: readonly GroupFigures[], enrolled: number, reach: number): ThresholdTable {
  let strictest = Number.NEGATIVE_INFINITY;
  return fmrsTo(reach).map((fmr) => {
    for (const { points, newcomers = [] } of groups) {
      const known = pointAt(points, enrolled, fmr)?.upper;
      const unknown = scoreBetween(newcomers, enrolled, Math.min(0.1, NEWCOMERS * fmr));
      strictest = Math.max(strictest, known ?? strictest, unknown ?? strictest);
    }
    return { fmr, score: strictest };
  });
}
