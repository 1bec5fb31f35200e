/** Finds the 68 points of a face (iBUG order: jaw 0-16, brows 17-26, nose 27-35, eyes 36-47, mouth 48-67). */
import type { Box } from '../../biometrics/observation.ts';
import { openNetwork } from '../models/session.ts';
import type { Frame } from '../protocol.ts';
import { axis } from './resample.ts';

/** 68 points in pixels of the frame: x, y, x, y … */
export type Landmarks = Float32Array;
export type Point = { x: number; y: number };

export type Landmarker = {
  /** Finds the points of the face in the box, in the part of the box that lies in the frame. */
  find(frame: Frame, box: Box): Promise<Landmarks>;
  release(): Promise<void>;
};

const SIZE = 64;
/** The network takes grey values in 0..1. Its package divides by 256. */
const SPREAD = 256;

/** The part of the box that lies in the frame; at least one pixel. */
export function clipBox(box: Box, frame: { width: number; height: number }): Box {
  const x = Math.min(Math.max(box.x, 0), frame.width - 1);
  const y = Math.min(Math.max(box.y, 0), frame.height - 1);
  const right = Math.min(Math.max(box.x + box.width, x + 1), frame.width);
  const bottom = Math.min(Math.max(box.y + box.height, y + 1), frame.height);
  return { x, y, width: right - x, height: bottom - y };
}

/** Luminance (ITU-R BT.601) of the RGB pixel at `at`, 0 to 255. */
function grey(data: Uint8Array, at: number): number {
  return data[at]! * 0.299 + data[at + 1]! * 0.587 + data[at + 2]! * 0.114;
}

function fillInput(input: Float32Array, { width, height, data }: Frame, box: Box): void {
  const columns = axis(SIZE, width, box.x, box.width);
  const rows = axis(SIZE, height, box.y, box.height);
  for (let y = 0, at = 0; y < SIZE; y++) {
    const upper = rows.first[y]! * width;
    const lower = rows.second[y]! * width;
    const down = rows.weight[y]!;
    for (let x = 0; x < SIZE; x++, at++) {
      const left = columns.first[x]!;
      const right = columns.second[x]!;
      const across = columns.weight[x]!;
      const top = grey(data, (upper + left) * 3) * (1 - across) + grey(data, (upper + right) * 3) * across;
      const bottom = grey(data, (lower + left) * 3) * (1 - across) + grey(data, (lower + right) * 3) * across;
      input[at] = (top * (1 - down) + bottom * down) / SPREAD;
    }
  }
}

/** The point at `index` of the 68. */
export function pointAt(landmarks: Landmarks, index: number): Point {
  return { x: landmarks[index * 2]!, y: landmarks[index * 2 + 1]! };
}

/** The mean of some of the points. */
export function middleOf(landmarks: Landmarks, indices: readonly number[]): Point {
  const points = indices.map((index) => pointAt(landmarks, index));
  return {
    x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
    y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
  };
}

/** @param model bytes of the landmark model file. */
export async function openLandmarker(model: Uint8Array): Promise<Landmarker> {
  const network = await openNetwork(model, [1, 1, SIZE, SIZE]);
  return {
    async find(frame, box) {
      const seen = clipBox(box, frame);
      fillInput(network.input, frame, seen);
      const { output } = await network.run();
      return Float32Array.from(output!, (value, i) =>
        i % 2 === 0 ? seen.x + value * seen.width : seen.y + value * seen.height,
      );
    },
    release: network.release,
  };
}
