/**
 * How far eyes and mouth are open, from points of MediaPipe's mesh of 468 points. Pure.
 *
 * A picture that is tilted looks squeezed, and squeezed eyes seem to close. So an affine map first brings the points
 * of brow, nose and outline of a frame to those of the reference frame, and the openings are measured there.
 */

/** Points that no expression moves: corners of the eyes, bridge and wings of the nose, temples, forehead. */
const RIGID = [33, 133, 362, 263, 168, 6, 197, 195, 98, 327, 2, 234, 454, 127, 356, 10, 338, 109];
/** Upper and lower lid, in pairs: three of each eye. */
const LIDS = [160, 144, 159, 145, 158, 153, 385, 380, 386, 374, 387, 373];
/** Inner edge of the upper and the lower lip, in the middle. */
const LIPS = [13, 14];

/** Numbers of the points of the mesh that {@link openingsOf} reads, in its order. */
export const EXPRESSION_POINTS: readonly number[] = [...RIGID, ...LIDS, ...LIPS];

const LIDS_FROM = RIGID.length;
const LIPS_FROM = RIGID.length + LIDS.length;
/** The outer corners of the eyes in {@link EXPRESSION_POINTS}. Their distance is the unit of all openings. */
const OUTER_CORNERS: Pair = [0, 3];

type Pair = readonly [number, number];
type Affine = readonly [number, number, number];

/** How far both eyes (their mean) and the mouth are open, in distances of the outer corners of the eyes. */
export type Openings = { eyes: number; mouth: number };

/** Solves three linear equations by Cramer's rule. Columns: coefficients, then the right side. */
function solve([a, b, c]: number[][]): Affine {
  const det = (p: number[], q: number[], r: number[], [i, j, k]: readonly number[]) =>
    p[i!]! * (q[j!]! * r[k!]! - q[k!]! * r[j!]!) -
    p[j!]! * (q[i!]! * r[k!]! - q[k!]! * r[i!]!) +
    p[k!]! * (q[i!]! * r[j!]! - q[j!]! * r[i!]!);
  const of = (columns: readonly number[]) => det(a!, b!, c!, columns);
  const whole = of([0, 1, 2]);
  if (Math.abs(whole) < 1e-9) throw new RangeError('Cannot fit a map: the points lie on one line');
  return [of([3, 1, 2]) / whole, of([0, 3, 2]) / whole, of([0, 1, 3]) / whole];
}

/** The affine map that brings the rigid points of `from` nearest to those of `to` (least squares), for x and for y. */
function fit(from: readonly number[], to: readonly number[]): [Affine, Affine] {
  const equations = (axis: 0 | 1) => {
    const rows = [0, 1, 2].map(() => [0, 0, 0, 0]);
    for (let i = 0; i < RIGID.length; i++) {
      const terms = [from[i * 2]!, from[i * 2 + 1]!, 1];
      const row = [...terms, to[i * 2 + axis]!];
      for (let r = 0; r < 3; r++) for (let c = 0; c < 4; c++) rows[r]![c]! += terms[r]! * row[c]!;
    }
    return rows;
  };
  return [solve(equations(0)), solve(equations(1))];
}

/**
 * @param points of a frame, x, y, x, y … in the order of {@link EXPRESSION_POINTS}.
 * @param reference points of the same face in another frame, which gives the shape of the face.
 * @throws {RangeError} where the points lie on one line.
 */
export function openingsOf(reference: readonly number[], points: readonly number[]): Openings {
  const [across, down] = fit(points, reference);
  const mapped = (index: number, [x, y, one]: Affine) => x * points[index * 2]! + y * points[index * 2 + 1]! + one;
  const gap = (a: number, b: number) =>
    Math.hypot(mapped(a, across) - mapped(b, across), mapped(a, down) - mapped(b, down));
  const [right, left] = OUTER_CORNERS.map((index) => index * 2) as [number, number];
  const unit = Math.hypot(reference[left]! - reference[right]!, reference[left + 1]! - reference[right + 1]!);
  let lids = 0;
  for (let at = LIDS_FROM; at < LIPS_FROM; at += 2) lids += gap(at, at + 1);
  return { eyes: lids / (LIDS.length / 2) / unit, mouth: gap(LIPS_FROM, LIPS_FROM + 1) / unit };
}
