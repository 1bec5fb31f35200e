import { describe, expect, test } from 'bun:test';
import { type Calibration, chooseThreshold, neededFmr, ruleOfThreeOf, supportedPeople } from './threshold.ts';

const alone = [
  { fmr: 1e-2, score: 0.6 },
  { fmr: 1e-3, score: 0.65 },
  { fmr: 1e-4, score: 0.7 },
  { fmr: 1e-5, score: 0.75 },
];
const calibration: Calibration = {
  recognizer: 'lbph',
  version: 1,
  combines: 'best',
  people: 1001,
  images: 3000,
  reach: 1e-5,
  tables: [{ enrolled: 1, table: alone }],
  groups: [],
  margin: 0.02,
  samePerson: 0.7,
  data: 'made up',
  command: 'none',
};
/** With ten of a kind enrolled, the centre fits them: the same scores are a hundred times rarer. */
const following: Calibration = {
  ...calibration,
  combines: 'mean',
  attempt: { factor: 2, data: 'made up' },
  tables: [
    { enrolled: 1, table: alone },
    { enrolled: 10, table: alone.map(({ fmr, score }) => ({ fmr, score: score - 0.1 })) },
  ],
};

describe('the threshold', () => {
  test('keeps the chance that any decision of an attempt matches anybody within the target', () => {
    // 6 decisions x 10 people, times the templates of each person when they are compared one by one.
    expect(neededFmr(calibration, { targetFmr: 0.01, people: 10 })).toBeCloseTo(0.01 / 300, 12);
    expect(neededFmr({ combines: 'mean' }, { targetFmr: 0.01, people: 10 })).toBeCloseTo(0.01 / 60, 12);
    expect(chooseThreshold(calibration, { targetFmr: 0.01, people: 10 })).toEqual({ threshold: 0.75, supported: true });
    expect(chooseThreshold(calibration, { targetFmr: 0.01, people: 1 })).toEqual({ threshold: 0.7, supported: true });
  });

  test('takes the measured factor of an attempt, not the number of its decisions', () => {
    expect(neededFmr(following, { targetFmr: 0.01, people: 10 })).toBeCloseTo(0.01 / 20, 12);
  });

  test('is the highest for any number of people of the stranger’s own kind', () => {
    // Up to nine of them: 0.01 / 18 needs 0.7 of the first table. Ten and more: 0.01 / 40 needs 0.6 of the second.
    expect(chooseThreshold(following, { targetFmr: 0.01, people: 20 }).threshold).toBe(0.7);
    // With so many people the second table needs more: 0.01 / 2000 is beyond it.
    expect(chooseThreshold(following, { targetFmr: 0.01, people: 1000 })).toEqual({ threshold: 0.7, supported: false });
  });

  test('rises with the gallery and with the templates of each person, never falls', () => {
    for (const each of [calibration, following]) {
      let before = 0;
      for (const people of [0, 1, 2, 5, 9, 10, 11, 100, 1e6]) {
        const { threshold } = chooseThreshold(each, { targetFmr: 0.01, people });
        expect(threshold).toBeGreaterThanOrEqual(before);
        before = threshold;
      }
    }
    expect(chooseThreshold(calibration, { targetFmr: 0.01, people: 1, templatesPerPerson: 1 }).threshold).toBe(0.65);
  });

  test('beyond the measurement is the strictest measured one, and is not supported', () => {
    for (const circumstances of [
      { targetFmr: 0.01, people: 34 },
      { targetFmr: 1e-6, people: 1 },
    ]) {
      expect(chooseThreshold(calibration, circumstances)).toEqual({ threshold: 0.75, supported: false });
    }
  });

  test('is not supported when too few people were compared, whatever the table says', () => {
    expect(ruleOfThreeOf(10)).toBeCloseTo(3 / 45, 12);
    const few = { ...calibration, reach: ruleOfThreeOf(10) };
    expect(chooseThreshold(few, { targetFmr: 0.01, people: 1 })).toEqual({ threshold: 0.7, supported: false });
    expect(supportedPeople(few, { targetFmr: 0.01 })).toBe(0);
  });

  test('supported people and supported thresholds agree', () => {
    for (const targetFmr of [0.01, 0.005, 0.001, 0.0001]) {
      const people = supportedPeople(calibration, { targetFmr });
      if (people > 0) expect(chooseThreshold(calibration, { targetFmr, people: people }).supported).toBe(true);
      expect(chooseThreshold(calibration, { targetFmr, people: people + 1 }).supported).toBe(false);
    }
    expect(supportedPeople(calibration, { targetFmr: 0.01 })).toBe(33);
  });

  test('cannot come from an empty table', () => {
    const empty = { ...calibration, tables: [] };
    expect(() => chooseThreshold(empty, { targetFmr: 0.01, people: 1 })).toThrow(RangeError);
  });
});
