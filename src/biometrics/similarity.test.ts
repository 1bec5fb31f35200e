import { expect, test } from 'bun:test';
import { calibrationOf } from '../vision/recognizers/calibration.ts';
import { similarityOf } from './similarity.ts';

const one = { people: 1 };
const scoreAt = (id: 'embedding' | 'lbph', fmr: number) =>
  calibrationOf(id).tables[0]!.table.find((row) => row.fmr === fmr)!.score;

test.each(['embedding', 'lbph'] as const)('%s: 0.9 is an FMR of one in a thousand, 0.97 of one in 100,000', (id) => {
  const calibration = calibrationOf(id);
  expect(similarityOf(calibration, one, scoreAt(id, 1e-3))).toBeCloseTo(0.9, 5);
  expect(similarityOf(calibration, one, scoreAt(id, 1e-5))).toBeCloseTo(0.97, 5);
  expect(similarityOf(calibration, one, scoreAt(id, 1e-4))).toBeCloseTo(0.935, 5);
});

test.each(['embedding', 'lbph'] as const)('%s: more alike is never less similar, from 0 to 1', (id) => {
  const calibration = calibrationOf(id);
  const scores = Array.from({ length: 400 }, (_, i) => -1 + i / 199.5);
  const found = scores.map((score) => similarityOf(calibration, { people: 50 }, score));
  expect(found.toSorted((a, b) => a - b)).toEqual(found);
  expect([found[0], found.at(-1)]).toEqual([0, 1]);
});

test('among more people a score says less, and so it does where the people are alike', () => {
  const calibration = calibrationOf('embedding');
  expect(similarityOf(calibration, { people: 200 }, 0.6)).toBeLessThan(similarityOf(calibration, one, 0.6));
  const alike = { people: 5, fmr: 1e-3, score: 0.7 };
  expect(similarityOf(calibration, { people: 5, alike }, 0.6)).toBeLessThan(
    similarityOf(calibration, { people: 5 }, 0.6),
  );
});
