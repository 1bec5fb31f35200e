import { afterAll, describe, expect, test } from 'bun:test';
import { findModels, loadModel } from '../models/models.ts';
import type { Frame } from '../protocol.ts';
import { bestOfEach, type Detection, fillInput, openDetector, overlap } from './detector.ts';
import { axis } from './resample.ts';

function paint(width: number, height: number, colour: (x: number, y: number) => number[]): Frame {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(colour(x, y), (y * width + x) * 3);
  return { width, height, data };
}

function found(x: number, y: number, width: number, height: number, score: number): Detection {
  return { box: { x, y, width, height }, score };
}

describe('boxes on the same face', () => {
  test('overlap by their shared part of both', () => {
    const box = { x: 0, y: 0, width: 10, height: 10 };
    expect(overlap(box, box)).toBe(1);
    expect(overlap(box, { ...box, x: 5 })).toBeCloseTo(50 / 150, 10);
    expect(overlap(box, { ...box, x: 10 })).toBe(0);
    expect(overlap(box, { x: 2, y: 2, width: 5, height: 4 })).toBeCloseTo(0.2, 10);
  });

  test('leave the one with the highest score, and other faces stay, the largest first', () => {
    const face = found(100, 100, 100, 140, 0.95);
    const shifted = found(110, 105, 100, 140, 0.99);
    const bystander = found(300, 90, 60, 80, 0.999);
    expect(bestOfEach([face, bystander, shifted])).toEqual([shifted, bystander]);
    expect(bestOfEach([])).toEqual([]);
  });
});

describe('the network’s input', () => {
  const fill = (frame: Frame) => {
    const input = new Float32Array(3 * 240 * 320);
    fillInput(input, frame, axis(320, frame.width), axis(240, frame.height));
    return input;
  };

  test('has the colours in planes and their range around zero', () => {
    const input = fill(paint(320, 240, (x, y) => (x === 3 && y === 1 ? [255, 127, 63] : [127, 0, 127])));
    const at = 320 + 3;
    expect([input[at], input[76_800 + at], input[2 * 76_800 + at]]).toEqual([1, 0, -0.5]);
    expect([input[0], input[76_800], input[2 * 76_800]]).toEqual([0, -127 / 128, 0]);
  });

  test('is the mean of four pixels for a frame of twice the size', () => {
    const corner = (x: number, y: number) => (x >= 638 && y >= 478 ? [10, 20, 30, 68][(y & 1) * 2 + (x & 1)]! : 127);
    const input = fill(paint(640, 480, (x, y) => [corner(x, y), corner(x, y) + 4, corner(x, y) + 8]));
    const last = 76_800 - 1;
    for (const [channel, mean] of [32, 36, 40].entries()) {
      expect(input[channel * 76_800 + last]).toBeCloseTo((mean - 127) / 128, 6);
      expect(input[channel * 76_800 + last - 1]).toBeCloseTo((channel * 4) / 128, 6);
    }
  });

  test('of a frame of one pixel is that pixel everywhere', () => {
    expect(new Set(fill(paint(1, 1, () => [127, 127, 127])))).toEqual(new Set([0]));
  });
});

describe('the detector', async () => {
  const detector = await openDetector(await loadModel('detector', findModels()));
  afterAll(() => detector.release());

  test.each([
    ['grey', () => [128, 128, 128]],
    ['black', () => [0, 0, 0]],
    ['stripes', (x: number) => (x % 40 < 20 ? [255, 255, 255] : [0, 0, 0])],
    ['a gradient', (x: number, y: number) => [x & 255, y & 255, 128]],
  ] as [string, (x: number, y: number) => number[]][])('sees no face in %s', async (_, colour) => {
    for (const [width, height] of [
      [640, 480],
      [360, 640],
      [1, 1],
      [640, 1],
    ]) {
      expect(await detector.detect(paint(width!, height!, colour))).toEqual([]);
    }
  });
});
