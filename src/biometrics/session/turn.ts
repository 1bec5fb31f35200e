/**
 * Which way a head is turned, and whether it is a head at all, from the 68 points of two frames of one face. Pure.
 *
 * However a flat picture is tilted, one homography maps its points. The nose of a head stands out: when the head turns,
 * the nose tip moves further than the homography of all other points. That difference is the parallax, in eye
 * distances.
 *
 * The network behind the points was trained on heads only. It takes a picture that is tilted far enough for a turned
 * head, and puts the nose where a turned head has it. But such a picture is narrow long before: it is tilted by 30 to
 * 45 degrees, while a head with as much parallax has turned by 15 to 25. So the depth is the parallax minus half of the
 * narrowing against the broadest frame so far ({@link headDepth}); `docs/liveness.md` has the tests of it. For nods
 * none of this tells more than the nod itself.
 */

/** The 68 points of a face: x, y, x, y … in pixels (iBUG order). */
export type Points = ArrayLike<number>;

/**
 * The position of the nose tip. `across`: from the middle of the eyes along the eye line, in eye distances; it grows
 * when the person turns to the own left. `down`: from the eyes towards the mouth, 0 to 1; it falls when the person
 * looks up.
 */
export type Gaze = { across: number; down: number };

type Point = { x: number; y: number };

const RIGHT_EYE = [37, 38, 40, 41];
const LEFT_EYE = [43, 44, 46, 47];
const MOUTH = [48, 54, 60, 64];
const NOSE_TIP = 30;
const CHIN = 8;
/** Brows, eyes and mouth, which are nearly in one plane. The jaw moves with speech, and its points are the worst. */
const PLANE = [...range(17, 27), ...range(36, 68)];

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function point(points: Points, index: number): Point {
  return { x: points[index * 2]!, y: points[index * 2 + 1]! };
}

function middle(points: Points, indices: readonly number[]): Point {
  const sum = { x: 0, y: 0 };
  for (const index of indices) {
    sum.x += points[index * 2]! / indices.length;
    sum.y += points[index * 2 + 1]! / indices.length;
  }
  return sum;
}

/** The eye line as a unit vector, and its length. */
function eyeLine(points: Points): { middle: Point; along: Point; distance: number } {
  const [right, left] = [middle(points, RIGHT_EYE), middle(points, LEFT_EYE)];
  const distance = Math.hypot(left.x - right.x, left.y - right.y);
  return {
    middle: { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 },
    along: { x: (left.x - right.x) / distance, y: (left.y - right.y) / distance },
    distance,
  };
}

export function gazeOf(points: Points): Gaze {
  const { middle: eyes, along, distance } = eyeLine(points);
  const below = (at: Point) => (at.y - eyes.y) * along.x - (at.x - eyes.x) * along.y;
  const nose = point(points, NOSE_TIP);
  return {
    across: ((nose.x - eyes.x) * along.x + (nose.y - eyes.y) * along.y) / distance,
    down: below(nose) / below(middle(points, MOUTH)),
  };
}

/** Solves a system of linear equations by elimination with pivots. @throws {RangeError} without a unique solution. */
function solve(rows: number[][]): number[] {
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const divisor = rows[column]![column]!;
    if (Math.abs(divisor) < 1e-12) throw new RangeError('Cannot fit a homography: the points do not span a plane');
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / divisor;
      for (let i = column; i <= size; i++) rows[row]![i]! -= factor * rows[column]![i]!;
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!);
}

/** A shift and a scale that bring the points around the origin, which the fit needs (Hartley, PAMI 19(6), 1997). */
function normalizer(points: Points): (at: Point) => Point {
  const centre = middle(points, PLANE);
  const scale = eyeLine(points).distance;
  return ({ x, y }) => ({ x: (x - centre.x) / scale, y: (y - centre.y) / scale });
}

/**
 * The parallax of the nose tip. A homography maps brows, eyes and mouth of `from` to those of `to` (direct linear
 * transform, least squares). The parallax is the distance from the mapped nose tip of `from` to the nose tip of `to`,
 * along the eye line, in eye distances, with the sign of `across` in {@link Gaze}.
 */
export function noseParallax(from: Points, to: Points): number {
  const [before, after] = [normalizer(from), normalizer(to)];
  const normal = Array.from({ length: 8 }, () => new Array<number>(9).fill(0));
  const add = (row: number[]) => {
    for (let i = 0; i < 8; i++) for (let j = 0; j < 9; j++) normal[i]![j]! += row[i]! * row[j]!;
  };
  for (const index of PLANE) {
    const { x, y } = before(point(from, index));
    const { x: u, y: v } = after(point(to, index));
    add([x, y, 1, 0, 0, 0, -u * x, -u * y, u]);
    add([0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  }
  const [a, b, c, d, e, f, g, h] = solve(normal) as [number, number, number, number, number, number, number, number];
  const { x, y } = before(point(from, NOSE_TIP));
  const nose = after(point(to, NOSE_TIP));
  const w = g * x + h * y + 1;
  const { along } = eyeLine(to);
  return (nose.x - (a * x + b * y + c) / w) * along.x + (nose.y - (d * x + e * y + f) / w) * along.y;
}

/** The breadth of a face: the logarithm of its eye distance over the distance from the eyes down to the chin. */
export function breadthOf(points: Points): number {
  const { middle: eyes, along, distance } = eyeLine(points);
  const chin = point(points, CHIN);
  return Math.log(distance / Math.abs((chin.y - eyes.y) * along.x - (chin.x - eyes.x) * along.y));
}

/**
 * The median breadth of faces that look into the camera (567 of LFW, 5 of 100 below -0.87). It is the least value of
 * the broadest frame: a picture that is tilted before the challenge begins would show no narrowing.
 */
export const USUAL_BREADTH = -0.7;
/** Weight of the narrowing: eye distances of parallax for each unit of the logarithm. */
const NARROWING = 0.5;

/**
 * The depth of a turn, in eye distances: {@link noseParallax} in the direction of the turn, minus {@link NARROWING}
 * times the narrowing of the face. People who turn by `TURN` (`challenge.ts`) or more have 0.05 and more. Most
 * photographs that seem to turn as much have less.
 * @param broadest the largest {@link breadthOf} of the frames so far that look as level as `from`.
 */
export function headDepth(from: Points, to: Points, broadest: number): number {
  const turned = Math.sign(gazeOf(to).across - gazeOf(from).across);
  return noseParallax(from, to) * turned + NARROWING * (breadthOf(to) - broadest);
}

/** Largest difference in `down` ({@link Gaze}) of equally level frames: a nod makes a face broader or narrower. */
const LEVEL = 0.08;

/** The largest breadth so far, updated with one more frame. */
export function broadestOf(broadest: number, from: Points, points: Points): number {
  if (Math.abs(gazeOf(points).down - gazeOf(from).down) >= LEVEL) return broadest;
  return Math.max(broadest, breadthOf(points));
}

/** Least turn within a clip that can show depth, its least depth, and the number of frames that must show both. */
export const SLIGHT_TURN = 0.18;
const SLIGHT_DEPTH = 0.05;
const SLIGHT_FRAMES = 2;
/**
 * How much broader ({@link breadthOf}) a turned frame may be than the most frontal one. Heads are broadest when they
 * look ahead. A picture of somebody who looks aside seems to look ahead when it is tilted, and turned when it is not.
 */
const BROADER = 0.04;

/** Whether frames of a clip show a turn with depth, as only a head does, against the most frontal frame. */
export function showsDepth(frames: readonly Points[]): boolean {
  const [front] = [...frames].sort((a, b) => Math.abs(gazeOf(a).across) - Math.abs(gazeOf(b).across));
  if (!front) return false;
  const { across } = gazeOf(front);
  const broadest = frames.reduce((most, points) => broadestOf(most, front, points), USUAL_BREADTH);
  const turned = frames.filter((points) => {
    if (Math.abs(gazeOf(points).across - across) < SLIGHT_TURN) return false;
    return breadthOf(points) <= breadthOf(front) + BROADER && headDepth(front, points, broadest) >= SLIGHT_DEPTH;
  });
  return turned.length >= SLIGHT_FRAMES;
}
