import { describe, expect, test } from 'bun:test';
import type { Problem } from '../../biometrics/observation.ts';
import { findProblem, foregroundFaces, problemWithoutFace } from './problems.ts';

const FRAME = { width: 640, height: 480 };
const GOOD = {
  box: { x: 240, y: 120, width: 150, height: 210 },
  eyeDistance: 66,
  quality: { brightness: 120, contrast: 30, sharpness: 200 },
  pose: { yaw: 3, pitch: -4, roll: 2 },
};

type Change = { box?: object; eyeDistance?: number; quality?: object; pose?: object };

function problemOf(change: Change): Problem | undefined {
  return findProblem(FRAME, {
    box: { ...GOOD.box, ...change.box },
    eyeDistance: change.eyeDistance ?? GOOD.eyeDistance,
    quality: { ...GOOD.quality, ...change.quality },
    pose: { ...GOOD.pose, ...change.pose },
  });
}

describe('a frame with one face', () => {
  test('that is well placed, lit, sharp and straight has no problem', () => {
    expect(problemOf({})).toBeUndefined();
  });

  test.each<[string, Change, Problem]>([
    ['whose eyes are 27 pixels apart', { eyeDistance: 27 }, 'too-far'],
    ['as high as the frame', { box: { y: 5, height: 470, width: 330 } }, 'too-close'],
    ['as wide as the frame', { box: { x: 10, y: 40, width: 610, height: 420 } }, 'too-close'],
    ['of which only the middle shows', { box: { x: 140, y: 40, width: 390, height: 420 } }, 'too-close'],
    ['that reaches over the left edge', { box: { x: -20 } }, 'off-centre'],
    ['that reaches over the right edge', { box: { x: 520 } }, 'off-centre'],
    ['cut in half by the right edge, its box fitted to what shows', { box: { x: 555, width: 80 } }, 'off-centre'],
    ['cut by the upper edge, its box fitted to what shows', { box: { y: 2, height: 150 } }, 'off-centre'],
    ['that reaches far over the lower edge', { box: { y: 300 } }, 'off-centre'],
    ['in the dark', { quality: { brightness: 20, contrast: 8, sharpness: 30 } }, 'too-dark'],
    ['dim and without contrast', { quality: { brightness: 60, contrast: 4 } }, 'too-dark'],
    ['in glaring light', { quality: { brightness: 235 } }, 'too-bright'],
    ['washed out', { quality: { brightness: 190, contrast: 4 } }, 'too-bright'],
    ['in motion', { quality: { sharpness: 15 } }, 'blurred'],
    ['turned to the side', { pose: { yaw: -40 } }, 'turned-away'],
    ['turned down', { pose: { pitch: -50 } }, 'turned-away'],
    ['lying', { pose: { roll: 80 } }, 'turned-away'],
  ])('%s', (_, change, problem) => {
    expect(problemOf(change)).toBe(problem);
  });

  test('at the lower edge but not cut off is usable', () => {
    expect(problemOf({ box: { y: 275, height: 205 } })).toBeUndefined();
  });

  test('in half the light is neither dark nor blurred', () => {
    expect(problemOf({ quality: { brightness: 60, contrast: 15, sharpness: 50 } })).toBeUndefined();
  });

  test('under a hard shadow is not blurred', () => {
    expect(problemOf({ quality: { contrast: 75, sharpness: 100 } })).toBeUndefined();
  });

  test('with several problems has its place first, then its light, then its focus', () => {
    const worst: Change = {
      eyeDistance: 10,
      box: { x: -20 },
      quality: { brightness: 10, sharpness: 0 },
      pose: { yaw: 60 },
    };
    expect(problemOf(worst)).toBe('too-far');
    expect(problemOf({ ...worst, eyeDistance: 60 })).toBe('off-centre');
    expect(problemOf({ ...worst, eyeDistance: 60, box: {} })).toBe('too-dark');
    expect(problemOf({ quality: { sharpness: 0 }, pose: { yaw: 60 } })).toBe('blurred');
  });
});

describe('foreground faces', () => {
  const wide = (width: number) => ({ box: { x: 0, y: 0, width, height: width * 1.4 }, score: 0.99 });

  test('include a bystander at twice the distance', () => {
    expect(foregroundFaces([wide(150), wide(75)])).toHaveLength(2);
  });

  test('do not include a face on a poster far behind', () => {
    expect(foregroundFaces([wide(150), wide(40)])).toEqual([wide(150)]);
  });

  test('are none without a face', () => {
    expect(foregroundFaces([])).toEqual([]);
    expect(problemWithoutFace(110)).toBe('no-face');
  });

  test('no face before a covered camera is too dark, unlike in an empty room', () => {
    expect(problemWithoutFace(6)).toBe('too-dark');
  });
});
