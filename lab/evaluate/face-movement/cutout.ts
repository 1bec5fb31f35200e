/**
 * A photograph with holes, through which the eyes of an attacker look, and the mouth speaks. What is seen through a hole
 * is copied from a frame of the attacker, turned and scaled so that the features lie where the photograph has them.
 */
import type { Frame } from '../../../src/vision/protocol.ts';

export const HOLES = ['eyes', 'mouth'] as const;
export type Hole = (typeof HOLES)[number];

/** A frame of whoever is behind the photograph. `points`: the 68. */
export type Behind = { frame: Frame; points: readonly number[] };

type Point = { x: number; y: number };
/** A similarity: multiplies by the complex number `turn` and adds `shift`. */
type Similarity = { turn: Point; shift: Point };
type Ellipse = { middle: Point; across: number; down: number };

/** Corners by which a hole is laid on the photograph, of the 68 points. */
const CORNERS: Record<string, [number, number]> = { right: [36, 39], left: [42, 45], mouth: [48, 54] };
/** Half axes of the holes in distances of these corners, and how far below their middle they lie. */
const SHAPE = { eye: { across: 0.75, down: 0.5, below: 0 }, mouth: { across: 0.68, down: 0.6, below: 0.25 } };
/** Part of the half axis in which the edge of a hole fades: a paper's edge, out of focus. */
const FADE = 0.12;

function corner(points: readonly number[], index: number): Point {
  return { x: points[index * 2]!, y: points[index * 2 + 1]! };
}

/** The similarity that brings two points of `from` to those of `to`. */
function similarity([a, b]: readonly [Point, Point], [c, d]: readonly [Point, Point]): Similarity {
  const [p, q] = [
    { x: b.x - a.x, y: b.y - a.y },
    { x: d.x - c.x, y: d.y - c.y },
  ];
  const size = p.x ** 2 + p.y ** 2;
  const turn = { x: (q.x * p.x + q.y * p.y) / size, y: (q.y * p.x - q.x * p.y) / size };
  return { turn, shift: { x: c.x - (turn.x * a.x - turn.y * a.y), y: c.y - (turn.x * a.y + turn.y * a.x) } };
}

function sample({ width, height, data }: Frame, x: number, y: number, channel: number): number {
  const at = (column: number, row: number) => {
    const [inX, inY] = [Math.min(Math.max(column, 0), width - 1), Math.min(Math.max(row, 0), height - 1)];
    return data[(inY * width + inX) * 3 + channel]!;
  };
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [across, down] = [x - left, y - top];
  const upper = at(left, top) * (1 - across) + at(left + 1, top) * across;
  return upper * (1 - down) + (at(left, top + 1) * (1 - across) + at(left + 1, top + 1) * across) * down;
}

/** Copies what lies behind one hole. @param to corners on the photograph. */
function see(picture: Frame, hole: Ellipse, behind: Frame, { turn, shift }: Similarity): void {
  const { middle, across, down } = hole;
  for (let y = Math.max(0, Math.floor(middle.y - down)); y < Math.min(picture.height, middle.y + down); y++) {
    for (let x = Math.max(0, Math.floor(middle.x - across)); x < Math.min(picture.width, middle.x + across); x++) {
      const out = Math.hypot((x - middle.x) / across, (y - middle.y) / down);
      const share = Math.min(1, Math.max(0, (1 - out) / FADE));
      if (share === 0) continue;
      const from = { x: turn.x * x - turn.y * y + shift.x, y: turn.x * y + turn.y * x + shift.y };
      for (let channel = 0; channel < 3; channel++) {
        const at = (y * picture.width + x) * 3 + channel;
        picture.data[at] = picture.data[at]! * (1 - share) + sample(behind, from.x, from.y, channel) * share;
      }
    }
  }
}

/**
 * @param points the 68 of the photograph. @param attacker what is behind it.
 * @returns the photograph as it is seen; the original stays.
 */
export function cutOut(photo: Frame, points: readonly number[], attacker: Behind, holes: readonly Hole[]): Frame {
  const picture: Frame = { ...photo, data: photo.data.slice() };
  const names = holes.flatMap((hole) => (hole === 'eyes' ? ['right', 'left'] : ['mouth']));
  for (const name of names) {
    const [first, second] = CORNERS[name]!;
    const [a, b] = [corner(points, first), corner(points, second)];
    const { across, down, below } = name === 'mouth' ? SHAPE.mouth : SHAPE.eye;
    const size = Math.hypot(b.x - a.x, b.y - a.y);
    const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 + below * size };
    const back = similarity([a, b], [corner(attacker.points, first), corner(attacker.points, second)]);
    see(picture, { middle, across: across * size, down: down * size }, attacker.frame, back);
  }
  return picture;
}
