/** The points of lids and lips of a made-up face, in the order of `EXPRESSION_POINTS`, for tests of eyes and mouth. */
import { EXPRESSION_POINTS } from '../../../src/biometrics/session/expression.ts';

/** Places of the points that no expression moves, in distances of the outer corners of the eyes. */
const RIGID: Record<number, [number, number]> = {
  ...{ 33: [-0.5, 0], 133: [-0.2, 0], 362: [0.2, 0], 263: [0.5, 0], 168: [0, 0], 6: [0, 0.1], 197: [0, 0.2] },
  ...{ 195: [0, 0.3], 98: [-0.2, 0.5], 327: [0.2, 0.5], 2: [0, 0.55], 234: [-0.8, 0.1], 454: [0.8, 0.1] },
  ...{ 127: [-0.78, -0.1], 356: [0.78, -0.1], 10: [0, -0.8], 338: [0.2, -0.8], 109: [-0.2, -0.8] },
};
/** Upper and lower lids, in the middle of each eye; inner edges of the lips. */
const UPPER_LIDS = [160, 159, 158, 385, 386, 387];
const RIGHT_LIDS = [160, 159, 158, 144, 145, 153];
const SIZE = 120;

/** @param open how far eyes and mouth are open, in distances of the outer corners of the eyes. */
export function drawnFace({ eyes = 0.12, mouth = 0.02 }: { eyes?: number; mouth?: number } = {}): number[] {
  const placeOf = (index: number): [number, number] => {
    if (index === 13 || index === 14) return [0, 0.9 + (index === 14 ? mouth : 0)];
    const rigid = RIGID[index];
    if (rigid) return rigid;
    const x = RIGHT_LIDS.includes(index) ? -0.35 : 0.35;
    return [x, UPPER_LIDS.includes(index) ? -eyes / 2 : eyes / 2];
  };
  return EXPRESSION_POINTS.flatMap((index) => placeOf(index).map((value) => 300 + value * SIZE));
}

/** The points as they are seen on a picture that is squeezed, then turned. */
export function tilted(
  points: readonly number[],
  { across, down, degrees }: { across: number; down: number; degrees: number },
): number[] {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return Array.from({ length: points.length / 2 }, (_, i) => {
    const [x, y] = [points[i * 2]! * across, points[i * 2 + 1]! * down];
    return [x * cos - y * sin, x * sin + y * cos];
  }).flat();
}
