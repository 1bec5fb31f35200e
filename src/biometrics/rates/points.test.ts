import { describe, expect, test } from 'bun:test';
import { accuracyOverFolds, detCurve, drawnInterval, operatingPoints } from './points.ts';
import { clopperPearson } from './rates.ts';

const genuine = Float64Array.of(0.3, 0.6, 0.7, 0.8, 0.9);
const impostor = Float64Array.of(0.1, 0.2, 0.2, 0.4, 0.65);

describe('operating points', () => {
  test('agree with counting by hand', () => {
    const [first, last] = operatingPoints(genuine, impostor, [0.2, 0]);
    expect(first).toMatchObject({ fmr: 0.2, threshold: expect.closeTo(0.4, 9), fnmr: expect.closeTo(0.2, 9) });
    expect(last).toMatchObject({ fmr: 0, threshold: expect.closeTo(0.65, 9), fnmr: expect.closeTo(0.4, 9) });
    expect([first!.fnmrLow, first!.fnmrHigh]).toEqual(clopperPearson(1, 5));
  });

  test('have the same interval when the same trials are drawn again', () => {
    const repeated = Float64Array.from({ length: 50 }, (_, i) => genuine[Math.floor(i / 10)]!);
    const [once] = operatingPoints(genuine, impostor, [0.2]);
    const [tenTimes] = operatingPoints(repeated, impostor, [0.2], 10);
    expect(tenTimes).toMatchObject({ fnmrLow: once!.fnmrLow, fnmrHigh: once!.fnmrHigh });
  });

  test('round hits of several draws outward', () => {
    expect(drawnInterval(15, 1000, 10)).toEqual([clopperPearson(1, 100)[0], clopperPearson(2, 100)[1]]);
    expect(drawnInterval(1000, 1000, 10)[1]).toBe(1);
  });
});

describe('the DET curve', () => {
  test('goes from one impostor comparison to all, and FNMR falls where FMR rises', () => {
    const curve = detCurve(genuine, impostor);
    expect(curve[0]).toEqual({ fmr: 0.2, fnmr: expect.closeTo(0.2, 9) });
    expect(curve.at(-1)).toEqual({ fmr: 1, fnmr: 0 });
    for (const [index, point] of curve.slice(1).entries()) {
      expect(point.fmr).toBeGreaterThanOrEqual(curve[index]!.fmr);
      expect(point.fnmr).toBeLessThanOrEqual(curve[index]!.fnmr);
    }
  });
});

describe('accuracy over folds', () => {
  const fold = (number: number, same: readonly number[], other: readonly number[]) => [
    ...same.map((score) => ({ score, same: true, fold: number })),
    ...other.map((score) => ({ score, same: false, fold: number })),
  ];

  test('takes the threshold of each fold from the others', () => {
    // Fold 1 needs a threshold of 0.5 and fold 2 one of 0.8: with its own threshold each would always be right.
    const pairs = [...fold(1, [0.5, 0.6], [0.1, 0.2]), ...fold(2, [0.8, 0.9], [0.1, 0.55])];
    expect(accuracyOverFolds(pairs)).toBeCloseTo((2 / 4 + 3 / 4) / 2, 12);
  });

  test('gives every pair the same weight when a fold has fewer of one kind', () => {
    const pairs = [...fold(1, [0.5, 0.6], [0.1]), ...fold(2, [0.9], [0.1, 0.2, 0.3])];
    expect(accuracyOverFolds(pairs)).toBeCloseTo((1 / 3 + 1) / 2, 12);
  });

  test('needs two folds', () => {
    expect(accuracyOverFolds(fold(1, [0.5], [0.1]))).toBeUndefined();
  });
});
