/**
 * How alike two faces are, from 0 to 1, by the chance that strangers are as much alike: 0.9 where one in a thousand is,
 * 0.97 where one in a hundred thousand is. Programs that were written for CompreFace compare with such numbers. Pure.
 */
import { type Alike, type Calibration, riseFor, type ThresholdTable } from './threshold.ts';

/** Similarities at powers of ten: at an FMR of 1, 0.1, 0.001, 1e-5 and 1e-8. Between them it is linear. */
const ANCHORS: readonly [digits: number, similarity: number][] = [
  [0, 0],
  [1, 0.3],
  [3, 0.9],
  [5, 0.97],
  [8, 1],
];
/** The highest score of every recognizer: that of the same picture. */
const SAME_PICTURE = 1;

type Point = readonly [x: number, y: number];

/** Interpolates between points with rising x, and stays within them. */
function along(points: readonly Point[], x: number): number {
  const [first, last] = [points[0]!, points.at(-1)!];
  if (x <= first[0]) return first[1];
  if (x >= last[0]) return last[1];
  const after = points.findIndex(([at]) => at > x);
  const [[x0, y0], [x1, y1]] = [points[after - 1]!, points[after]!];
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

/** Score to similarity by one table. Of rows with the same score the strictest counts. */
function pointsOf(table: ThresholdTable): Point[] {
  const measured = table
    .filter(({ score }, row) => score !== table[row + 1]?.score)
    .map(({ score, fmr }): Point => [score, along(ANCHORS, -Math.log10(fmr))]);
  return [[0, 0], ...measured, [SAME_PICTURE, 1]];
}

/**
 * The similarity of a score.
 * @param compared.people how many people the face was compared with: the strictest table up to this number counts.
 * @param compared.alike how alike the enrolled people are.
 */
export function similarityOf(
  calibration: Pick<Calibration, 'tables'>,
  compared: { people: number; alike?: Alike | undefined },
  score: number,
): number {
  const people = Math.max(1, compared.people);
  const tables = calibration.tables.filter(({ enrolled }) => enrolled <= people);
  const lowered = score - riseFor(calibration, compared.alike);
  const found = Math.min(...tables.map(({ table }) => along(pointsOf(table), lowered)));
  return Math.round(found * 1e5) / 1e5;
}
