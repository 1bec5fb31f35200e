import { describe, expect, test } from 'bun:test';
import type { AlignedFace } from '../recognizers/recognizer.ts';
import { measureQuality } from './quality.ts';

function face(value: (x: number, y: number) => number): AlignedFace {
  const data = new Uint8Array(112 * 112 * 3);
  for (let i = 0; i < 112 * 112; i++) data.fill(value(i % 112, Math.floor(i / 112)), i * 3, i * 3 + 3);
  return { width: 112, height: 112, data };
}

describe('quality of the aligned face', () => {
  test('a flat face has brightness and nothing else', () => {
    const { brightness, contrast, sharpness } = measureQuality(face(() => 90));
    expect(brightness).toBeCloseTo(90, 2);
    expect(contrast).toBeLessThan(0.1);
    expect(sharpness).toBeLessThan(0.01);
  });

  test('a checkerboard: mean 100, deviation 50, edges of 8 times the deviation', () => {
    const { brightness, contrast, sharpness } = measureQuality(face((x, y) => ((x + y) % 2 ? 150 : 50)));
    expect(brightness).toBeCloseTo(100, 1);
    expect(contrast).toBeCloseTo(50, 1);
    expect(sharpness / 400 ** 2).toBeCloseTo(1, 3);
  });

  test('a gradient has contrast and no sharpness', () => {
    const { contrast, sharpness } = measureQuality(face((x) => x * 2));
    expect(contrast).toBeGreaterThan(30);
    expect(sharpness).toBeLessThan(0.01);
  });

  test('sharpness over contrast squared does not change with the light', () => {
    const stripes = (light: number) => measureQuality(face((x, y) => (100 + 60 * Math.sin(x / 2) + y / 4) * light));
    const detail = ({ sharpness, contrast }: ReturnType<typeof stripes>) => sharpness / contrast ** 2;
    expect(detail(stripes(0.5)) / detail(stripes(1))).toBeCloseTo(1, 1);
  });

  test('the surroundings of the face change nothing', () => {
    const bright = (x: number, y: number) => (x < 20 || x >= 92 || y < 32 || y >= 104 ? 255 : 60);
    expect(measureQuality(face(bright)).brightness).toBeCloseTo(60, 2);
  });

  test('colours have the weights of the eye', () => {
    const green = face(() => 0);
    for (let i = 1; i < green.data.length; i += 3) green.data[i] = 200;
    expect(measureQuality(green).brightness).toBeCloseTo(200 * 0.587, 2);
  });
});
