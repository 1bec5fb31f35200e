/** Makes an upright face of fixed size from the 68 points. Every recognizer takes this face. */

import type { Frame } from '../protocol.ts';
import type { AlignedFace } from '../recognizers/recognizer.ts';
import { type Landmarks, middleOf, type Point, pointAt } from './landmarks.ts';

/** Side of the aligned face in pixels. */
export const ALIGNED_SIZE = 112;

/**
 * Positions of the eyes, the nose tip and the mouth corners on a 112x112 face, as ArcFace and its successors expect
 * them (deepinsight/insightface, `face_align.py`, `arcface_dst`). The point at the image's left comes first.
 */
export const ARCFACE_POINTS: readonly Point[] = [
  { x: 38.2946, y: 51.6963 },
  { x: 73.5318, y: 51.5014 },
  { x: 56.0252, y: 71.7366 },
  { x: 41.5493, y: 92.3655 },
  { x: 70.7299, y: 92.2041 },
];

/** x' = a x - b y + tx, y' = b x + a y + ty: rotation and scale in (a, b), then a shift. */
export type Similarity = { a: number; b: number; tx: number; ty: number };

/** Eye centres, nose tip and mouth corners of the 68 points, in the order of {@link ARCFACE_POINTS}. */
export function fivePoints(landmarks: Landmarks): Point[] {
  return [
    middleOf(landmarks, [37, 38, 40, 41]),
    middleOf(landmarks, [43, 44, 46, 47]),
    pointAt(landmarks, 30),
    middleOf(landmarks, [48, 60]),
    middleOf(landmarks, [54, 64]),
  ];
}

function mean(points: readonly Point[]): Point {
  const sum = points.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}

/**
 * The similarity that maps `from` to `to` with the least sum of squared distances. In the plane, Umeyama's solution
 * (IEEE PAMI 13(4), 1991) without reflection is one complex division, sum(conj(p) q) / sum(|p|^2), of the points minus
 * their means.
 * @throws {RangeError} when all points of `from` coincide.
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const source = mean(from);
  const target = mean(to);
  let [real, imaginary, square] = [0, 0, 0];
  for (const [i, point] of from.entries()) {
    const p = { x: point.x - source.x, y: point.y - source.y };
    const q = { x: to[i]!.x - target.x, y: to[i]!.y - target.y };
    real += p.x * q.x + p.y * q.y;
    imaginary += p.x * q.y - p.y * q.x;
    square += p.x * p.x + p.y * p.y;
  }
  if (square === 0) throw new RangeError('Cannot align the face: its points coincide');
  const a = real / square;
  const b = imaginary / square;
  return { a, b, tx: target.x - a * source.x + b * source.y, ty: target.y - b * source.x - a * source.y };
}

function invert({ a, b, tx, ty }: Similarity): Similarity {
  const square = a * a + b * b;
  if (square === 0) throw new RangeError('Cannot align the face: its points mirror the template');
  const [ia, ib] = [a / square, -b / square];
  return { a: ia, b: ib, tx: -(ia * tx - ib * ty), ty: -(ib * tx + ia * ty) };
}

/**
 * Maps the frame by a similarity with bilinear interpolation. Pixels outside of the frame are black.
 * @param toAligned from frame pixels to pixels of the result.
 * @param size side of the result in pixels.
 * @returns RGB, 3 bytes a pixel.
 */
export function warpPixels({ width, height, data }: Frame, toAligned: Similarity, size: number): Uint8Array {
  const { a, b, tx, ty } = invert(toAligned);
  const face = new Uint8Array(size * size * 3);
  const stride = width * 3;
  for (let y = 0, at = 0; y < size; y++) {
    for (let x = 0; x < size; x++, at += 3) {
      const sx = a * x - b * y + tx;
      const sy = b * x + a * y + ty;
      if (sx < 0 || sy < 0 || sx >= width - 1 || sy >= height - 1) continue;
      const left = sx | 0;
      const top = sy | 0;
      const across = sx - left;
      const down = sy - top;
      const from = top * stride + left * 3;
      for (let channel = 0; channel < 3; channel++) {
        const i = from + channel;
        const upper = data[i]! + (data[i + 3]! - data[i]!) * across;
        const lower = data[i + stride]! + (data[i + stride + 3]! - data[i + stride]!) * across;
        face[at + channel] = upper + (lower - upper) * down + 0.5;
      }
    }
  }
  return face;
}

/** The 112x112 face from {@link warpPixels}. */
export function warp(frame: Frame, toAligned: Similarity): AlignedFace {
  return { width: ALIGNED_SIZE, height: ALIGNED_SIZE, data: warpPixels(frame, toAligned, ALIGNED_SIZE) };
}

/** The aligned face of a frame. @throws {RangeError} when the points form no face. */
export function alignFace(frame: Frame, landmarks: Landmarks): AlignedFace {
  return warp(frame, fitSimilarity(fivePoints(landmarks), ARCFACE_POINTS));
}
