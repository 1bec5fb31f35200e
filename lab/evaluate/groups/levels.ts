/** The FMRs at which groups are measured, and the thresholds that keep them. */
import type { Calibration } from '../../../src/biometrics/threshold.ts';

/** What a threshold promises of one comparison. The thresholds are those of the calibration for one enrolled person. */
export const PROMISED = [1e-3, 1e-4, 1e-5];

/** A promised FMR, and the threshold that keeps it. */
export type Level = { promised: number; threshold: number };

/** The lowest threshold that promises this FMR of a comparison with one person; undefined where none does. */
export function thresholdFor({ tables }: Calibration, promised: number): number | undefined {
  return tables[0]!.table.find(({ fmr }) => fmr <= promised * (1 + 1e-9))?.score;
}

/** The levels of these FMRs. An FMR that no threshold promises has none. */
export function levelsOf(calibration: Calibration, promised: readonly number[]): Level[] {
  return promised.flatMap((fmr) => {
    const threshold = thresholdFor(calibration, fmr);
    return threshold === undefined ? [] : [{ promised: fmr, threshold }];
  });
}
