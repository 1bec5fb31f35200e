import { describe, expect, test } from 'bun:test';
import { type Calibration, chooseThreshold, neededFmr, supportedFmr, supportedPeople } from './threshold.ts';

const calibration: Calibration = {
  recognizer: 'lbph',
  version: 1,
  people: 1001,
  images: 3000,
  comparisons: 4_000_000,
  table: [
    { fmr: 1e-2, score: 0.6 },
    { fmr: 1e-3, score: 0.65 },
    { fmr: 1e-4, score: 0.7 },
    { fmr: 1e-5, score: 0.75 },
  ],
  margin: 0.02,
  samePerson: 0.7,
  data: 'made up',
  command: 'none',
};

describe('the threshold', () => {
  test('keeps the chance that any frame of an attempt matches anybody within the target', () => {
    // 40 frames x 5 templates x 10 people, two frames must agree: 2 x 0.01 / 2000.
    expect(neededFmr({ targetFmr: 0.01, galleryPeople: 10 })).toBeCloseTo(1e-5, 12);
    expect(chooseThreshold(calibration, { targetFmr: 0.01, galleryPeople: 10 })).toEqual({
      threshold: 0.75,
      supported: true,
    });
    expect(chooseThreshold(calibration, { targetFmr: 0.01, galleryPeople: 1 })).toEqual({
      threshold: 0.7,
      supported: true,
    });
  });

  test('rises with the gallery and with the frames of an attempt, never falls', () => {
    let before = 0;
    for (const people of [0, 1, 2, 5, 10, 100, 1e6]) {
      const { threshold } = chooseThreshold(calibration, { targetFmr: 0.01, galleryPeople: people });
      expect(threshold).toBeGreaterThanOrEqual(before);
      before = threshold;
    }
    expect(before).toBe(0.75);
    expect(chooseThreshold(calibration, { targetFmr: 0.01, galleryPeople: 1, framesPerAttempt: 4 }).threshold).toBe(
      0.65,
    );
  });

  test('beyond what was measured is the strictest measured one, and says so', () => {
    expect(chooseThreshold(calibration, { targetFmr: 0.01, galleryPeople: 11 })).toEqual({
      threshold: 0.75,
      supported: false,
    });
    expect(chooseThreshold(calibration, { targetFmr: 1e-6, galleryPeople: 1 })).toEqual({
      threshold: 0.75,
      supported: false,
    });
  });

  test('is not vouched for where too few people were compared, whatever the table says', () => {
    const few = { ...calibration, people: 10 };
    expect(supportedFmr(few)).toBeCloseTo(3 / 45, 12);
    expect(chooseThreshold(few, { targetFmr: 0.01, galleryPeople: 1 })).toEqual({ threshold: 0.7, supported: false });
    expect(supportedPeople(few, 0.01)).toBe(0);
  });

  test('people are supported exactly as long as the threshold is', () => {
    for (const targetFmr of [0.01, 0.005, 0.001, 0.0001]) {
      const people = supportedPeople(calibration, targetFmr);
      if (people > 0) expect(chooseThreshold(calibration, { targetFmr, galleryPeople: people }).supported).toBe(true);
      expect(chooseThreshold(calibration, { targetFmr, galleryPeople: people + 1 }).supported).toBe(false);
    }
    expect(supportedPeople(calibration, 0.01)).toBe(10);
  });

  test('cannot come from an empty table', () => {
    expect(() => chooseThreshold({ ...calibration, table: [] }, { targetFmr: 0.01, galleryPeople: 1 })).toThrow(
      RangeError,
    );
  });
});
