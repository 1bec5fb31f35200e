import { describe, expect, test } from 'bun:test';
import type { Frame } from '../protocol.ts';
import { ALIGNED_SIZE, ARCFACE_POINTS, fitSimilarity, fivePoints, type Similarity, warp } from './align.ts';
import type { Point } from './landmarks.ts';

function apply({ a, b, tx, ty }: Similarity, { x, y }: Point): Point {
  return { x: a * x - b * y + tx, y: b * x + a * y + ty };
}

function paint(width: number, height: number, colour: (x: number, y: number) => number[]): Frame {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(colour(x, y), (y * width + x) * 3);
  return { width, height, data };
}

const IDENTITY: Similarity = { a: 1, b: 0, tx: 0, ty: 0 };

describe('the similarity between two sets of points', () => {
  test('of the ArcFace points to themselves is the identity', () => {
    const { a, b, tx, ty } = fitSimilarity(ARCFACE_POINTS, ARCFACE_POINTS);
    for (const [value, expected] of [
      [a, 1],
      [b, 0],
      [tx, 0],
      [ty, 0],
    ]) {
      expect(value).toBeCloseTo(expected!, 10);
    }
  });

  test.each([
    [30, 2, 40, -7],
    [-75, 0.4, 300, 220],
    [180, 1, 0, 0],
  ])('undoes a turn of %p degrees, a scale of %p and a shift', (degrees, scale, tx, ty) => {
    const angle = (degrees * Math.PI) / 180;
    const made: Similarity = { a: scale * Math.cos(angle), b: scale * Math.sin(angle), tx, ty };
    const moved = ARCFACE_POINTS.map((point) => apply(made, point));
    const back = fitSimilarity(moved, ARCFACE_POINTS);
    for (const [i, point] of moved.entries()) {
      expect(apply(back, point).x).toBeCloseTo(ARCFACE_POINTS[i]!.x, 8);
      expect(apply(back, point).y).toBeCloseTo(ARCFACE_POINTS[i]!.y, 8);
    }
    expect(Math.hypot(back.a, back.b)).toBeCloseTo(1 / scale, 8);
  });

  test('never mirrors: it fits mirrored points as well as a rotation can', () => {
    const mirrored = ARCFACE_POINTS.map(({ x, y }) => ({ x: 112 - x, y }));
    const fit = fitSimilarity(mirrored, ARCFACE_POINTS);
    // A similarity has the determinant a^2 + b^2; the left eye cannot come to lie where the right one was.
    expect(fit.a ** 2 + fit.b ** 2).toBeGreaterThan(0);
    expect(Math.abs(apply(fit, mirrored[0]!).x - ARCFACE_POINTS[0]!.x)).toBeGreaterThan(10);
  });

  test('has the least sum of squared distances', () => {
    const noisy = ARCFACE_POINTS.map(({ x, y }, i) => ({ x: x * 1.5 + [3, -2, 4, 0, -5][i]!, y: y * 1.5 + i }));
    const best = fitSimilarity(noisy, ARCFACE_POINTS);
    const error = (t: Similarity) =>
      noisy.reduce((sum, point, i) => {
        const at = apply(t, point);
        return sum + (at.x - ARCFACE_POINTS[i]!.x) ** 2 + (at.y - ARCFACE_POINTS[i]!.y) ** 2;
      }, 0);
    for (const part of ['a', 'b', 'tx', 'ty'] as const) {
      for (const step of [-1e-3, 1e-3])
        expect(error({ ...best, [part]: best[part] + step })).toBeGreaterThan(error(best));
    }
  });

  test('points that coincide are refused', () => {
    expect(() => fitSimilarity(Array(5).fill({ x: 3, y: 3 }), ARCFACE_POINTS)).toThrow(RangeError);
  });
});

describe('the aligned face', () => {
  const gradient = (x: number, y: number) => [x % 256, y % 256, (x + y) % 256];

  test('through the identity is the frame itself', () => {
    const frame = paint(ALIGNED_SIZE + 1, ALIGNED_SIZE + 1, gradient);
    const face = warp(frame, IDENTITY);
    expect([...face.data.slice(0, 6)]).toEqual([0, 0, 0, 1, 0, 1]);
    expect([...face.data.slice(-3)]).toEqual([111, 111, 222]);
  });

  test('is interpolated between pixels', () => {
    const face = warp(paint(200, 200, gradient), { a: 1, b: 0, tx: -20.5, ty: -30.25 });
    expect([...face.data.slice(0, 2)]).toEqual([21, 30]);
    const doubled = warp(paint(120, 120, gradient), { a: 2, b: 0, tx: 0, ty: 0 });
    expect([0, 1, 2, 3, 4].map((x) => doubled.data[x * 3])).toEqual([0, 1, 1, 2, 2]);
  });

  test('is upright, even when the frame lies on its side', () => {
    const lying = paint(240, 240, (x, y) => [x, y, 0]);
    const angle = Math.PI / 2;
    const turned = ARCFACE_POINTS.map((point) =>
      apply({ a: Math.cos(angle), b: Math.sin(angle), tx: 170, ty: 60 }, point),
    );
    const face = warp(lying, fitSimilarity(turned, ARCFACE_POINTS));
    const at = (x: number, y: number) => [
      ...face.data.slice((y * ALIGNED_SIZE + x) * 3, (y * ALIGNED_SIZE + x) * 3 + 2),
    ];
    // (x, y) of the face is at (170 - y, 60 + x) of the frame.
    expect(at(0, 0)).toEqual([170, 60]);
    expect(at(100, 10)).toEqual([160, 160]);
    expect(at(10, 100)).toEqual([70, 70]);
  });

  test('is black outside of the frame', () => {
    const face = warp(
      paint(100, 100, () => [200, 200, 200]),
      { a: 1, b: 0, tx: 50, ty: 0 },
    );
    const row = 20 * ALIGNED_SIZE;
    expect(face.data[(row + 49) * 3]).toBe(0);
    expect(face.data[(row + 50) * 3]).toBe(200);
    expect(face.data[(105 * ALIGNED_SIZE + 60) * 3]).toBe(0);
  });

  test('depends on eye centres, nose tip and mouth corners', () => {
    const landmarks = Float32Array.from({ length: 136 }, (_, i) => (i % 2 === 0 ? (i / 2) * 10 : i >> 1));
    expect(fivePoints(landmarks)).toEqual([
      { x: 390, y: 39 },
      { x: 450, y: 45 },
      { x: 300, y: 30 },
      { x: 540, y: 54 },
      { x: 590, y: 59 },
    ]);
  });
});
