/** Finds the faces in a frame with UltraFace RFB-320 (see `models.ts`). */
import type { Box } from '../../biometrics/observation.ts';
import { openNetwork } from '../models/session.ts';
import type { Frame } from '../protocol.ts';
import { type Axis, axis } from './resample.ts';

/** A face. `box`: in pixels of the frame; it may reach over the edge. `score`: of the detector, 0 to 1. */
export type Detection = { box: Box; score: number };

export type Detector = {
  /** Finds every face, the largest first. */
  detect(frame: Frame): Promise<Detection[]>;
  release(): Promise<void>;
};

const WIDTH = 320;
const HEIGHT = 240;
/** The network takes (value - 127) / 128, as in its authors' `run_video_face_detect_onnx.py`. */
const MEAN = 127;
const SPREAD = 128;
/** Both come from the same authors' detection scripts. */
const SCORE_MIN = 0.7;
const OVERLAP_MAX = 0.3;

/** For frames of 640x480, which browsers send: takes the mean of four pixels, in a quarter of the time. */
function fillByHalf(input: Float32Array, { width, data }: Frame): void {
  const plane = WIDTH * HEIGHT;
  const stride = width * 3;
  for (let y = 0, at = 0; y < HEIGHT; y++) {
    for (let x = 0, a = 2 * y * stride, b = a + stride; x < WIDTH; x++, at++, a += 6, b += 6) {
      const red = data[a]! + data[a + 3]! + data[b]! + data[b + 3]!;
      const green = data[a + 1]! + data[a + 4]! + data[b + 1]! + data[b + 4]!;
      const blue = data[a + 2]! + data[a + 5]! + data[b + 2]! + data[b + 5]!;
      input[at] = (red / 4 - MEAN) / SPREAD;
      input[plane + at] = (green / 4 - MEAN) / SPREAD;
      input[2 * plane + at] = (blue / 4 - MEAN) / SPREAD;
    }
  }
}

function fillBilinear(input: Float32Array, { width, data }: Frame, columns: Axis, rows: Axis): void {
  const plane = WIDTH * HEIGHT;
  for (let y = 0, at = 0; y < HEIGHT; y++) {
    const upper = rows.first[y]! * width;
    const lower = rows.second[y]! * width;
    const down = rows.weight[y]!;
    for (let x = 0; x < WIDTH; x++, at++) {
      const left = columns.first[x]!;
      const right = columns.second[x]!;
      const across = columns.weight[x]!;
      const a = (upper + left) * 3;
      const b = (upper + right) * 3;
      const c = (lower + left) * 3;
      const d = (lower + right) * 3;
      const wb = across * (1 - down);
      const wc = (1 - across) * down;
      const wd = across * down;
      const wa = 1 - wb - wc - wd;
      for (let channel = 0; channel < 3; channel++) {
        const value =
          data[a + channel]! * wa + data[b + channel]! * wb + data[c + channel]! * wc + data[d + channel]! * wd;
        input[channel * plane + at] = (value - MEAN) / SPREAD;
      }
    }
  }
}

/**
 * Scales the frame to 320x240, whatever its shape, since the network was trained so.
 * @param input 3 x 240 x 320 values, overwritten: the planes R, G, B.
 */
export function fillInput(input: Float32Array, frame: Frame, columns: Axis, rows: Axis): void {
  if (frame.width === 2 * WIDTH && frame.height === 2 * HEIGHT) fillByHalf(input, frame);
  else fillBilinear(input, frame, columns, rows);
}

/** Intersection over union of two boxes, 0 to 1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** Keeps the box with the highest score on each face (non-maximum suppression). The largest face comes first. */
export function bestOfEach(detections: readonly Detection[]): Detection[] {
  const kept: Detection[] = [];
  for (const candidate of [...detections].sort((a, b) => b.score - a.score)) {
    if (kept.every(({ box }) => overlap(box, candidate.box) <= OVERLAP_MAX)) kept.push(candidate);
  }
  return kept.sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
}

/** The network gives boxes as corners in 0..1 of the frame, and two scores for each; the second is that of a face. */
function readDetections(scores: Float32Array, boxes: Float32Array, { width, height }: Frame): Detection[] {
  const found: Detection[] = [];
  for (let i = 0; i * 2 < scores.length; i++) {
    const score = scores[i * 2 + 1]!;
    if (score <= SCORE_MIN) continue;
    const [left, top, right, bottom] = boxes.subarray(i * 4, i * 4 + 4) as unknown as [number, number, number, number];
    const box = { x: left * width, y: top * height, width: (right - left) * width, height: (bottom - top) * height };
    if (box.width > 0 && box.height > 0) found.push({ box, score });
  }
  return found;
}

/** @param model bytes of the detector's model file. */
export async function openDetector(model: Uint8Array): Promise<Detector> {
  const network = await openNetwork(model, [1, 3, HEIGHT, WIDTH]);
  let columns = axis(WIDTH, WIDTH);
  let rows = axis(HEIGHT, HEIGHT);
  let size = '';
  return {
    async detect(frame) {
      // A camera sends frames of one size, so the positions change only with the size.
      if (size !== `${frame.width}x${frame.height}`) {
        size = `${frame.width}x${frame.height}`;
        columns = axis(WIDTH, frame.width);
        rows = axis(HEIGHT, frame.height);
      }
      fillInput(network.input, frame, columns, rows);
      const { scores, boxes } = await network.run();
      return bestOfEach(readDetections(scores!, boxes!, frame));
    },
    release: network.release,
  };
}
