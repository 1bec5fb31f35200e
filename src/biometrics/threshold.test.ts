import { describe, expect, test } from 'bun:test';
import { type Calibration, chooseThreshold, neededFmr, supportedFmr, supportedPeople } from './threshold.ts';

const calibration: Calibration = {
  recognizer: 'lbph',
  version: 1,
  combines: 'best',
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
  test('keeps the chance that any decision of an attempt matches anybody within the target', () => {
    // 6 decisions x 10 people, and as many templates of each as are compared one by one.
    expect(neededFmr(calibration, { targetFmr: 0.01, people: 10 })).toBeCloseTo(0.01 / 300, 12);
    expect(neededFmr({ combines: 'mean' }, { targetFmr: 0.01, people: 10 })).toBeCloseTo(0.01 / 60, 12);
    expect(chooseThreshold(calibration, { targetFmr: 0.01, people: 10 })).toEqual({
      threshold: 0.75,
      supported: true,
    });
    expect(chooseThreshold(calibration, { targetFmr: 0.01, people: 1 })).toEqual({
      threshold: 0.7,
      supported: true,
    });
  });

  test('rises with the gallery and with the templates of each person, never falls', () => {
    let before = 0;
    for (const people of [0, 1, 2, 5, 10, 100, 1e6]) {
      const { threshold } = chooseThreshold(calibration, { targetFmr: 0.01, people: people });
      expect(threshold).toBeGreaterThanOrEqual(before);
      before = threshold;
    }
    expect(before).toBe(0.75);
    expect(chooseThreshold(calibration, { targetFmr: 0.01, people: 1, templatesPerPerson: 1 }).threshold).toBe(0.65);
  });

  test('beyond what was measured is the strictest measured one, and says so', () => {
    expect(chooseThreshold(calibration, { targetFmr: 0.01, people: 34 })).toEqual({
      threshold: 0.75,
      supported: false,
    });
    expect(chooseThreshold(calibration, { targetFmr: 1e-6, people: 1 })).toEqual({
      threshold: 0.75,
      supported: false,
    });
  });

  test('is not vouched for where too few people were compared, whatever the table says', () => {
    const few = { ...calibration, people: 10 };
    expect(supportedFmr(few)).toBeCloseTo(3 / 45, 12);
    expect(chooseThreshold(few, { targetFmr: 0.01, people: 1 })).toEqual({ threshold: 0.7, supported: false });
    expect(supportedPeople(few, { targetFmr: 0.01 })).toBe(0);
  });

  test('people are supported exactly as long as the threshold is', () => {
    for (const targetFmr of [0.01, 0.005, 0.001, 0.0001]) {
      const people = supportedPeople(calibration, { targetFmr });
      if (people > 0) expect(chooseThreshold(calibration, { targetFmr, people: people }).supported).toBe(true);
      expect(chooseThreshold(calibration, { targetFmr, people: people + 1 }).supported).toBe(false);
    }
    expect(supportedPeople(calibration, { targetFmr: 0.01 })).toBe(33);
  });

  test('cannot come from an empty table', () => {
    expect(() => chooseThreshold({ ...calibration, table: [] }, { targetFmr: 0.01, people: 1 })).toThrow(RangeError);
  });
});
