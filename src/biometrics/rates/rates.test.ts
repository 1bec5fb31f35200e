import { describe, expect, test } from 'bun:test';
import {
  accuracyAt,
  bestAccuracy,
  clopperPearson,
  countAtLeast,
  equalErrorRate,
  errorRates,
  ruleOfThree,
  thresholdAtFmr,
} from './rates.ts';

const genuine = Float64Array.of(0.3, 0.6, 0.7, 0.8, 0.9);
const impostor = Float64Array.of(0.1, 0.2, 0.2, 0.4, 0.65);

describe('error rates', () => {
  test('a score at the threshold matches', () => {
    expect(countAtLeast(impostor, 0.2)).toBe(4);
    expect(countAtLeast(impostor, 0.65)).toBe(1);
    expect(countAtLeast(impostor, 0.66)).toBe(0);
    expect(errorRates(genuine, impostor, 0.65)).toEqual({ fmr: 0.2, fnmr: 0.4 });
  });

  test('need scores', () => {
    expect(() => errorRates(new Float64Array(), impostor, 0)).toThrow(RangeError);
  });

  test('at most the share of a rate reaches its threshold, and more reach one step lower', () => {
    for (const fmr of [0, 0.2, 0.25, 0.4, 0.8]) {
      const threshold = thresholdAtFmr(impostor, fmr);
      expect(countAtLeast(impostor, threshold) / 5).toBeLessThanOrEqual(fmr);
      const lower = impostor.findLast((score) => score < threshold)!;
      expect(countAtLeast(impostor, lower) / 5).toBeGreaterThan(fmr);
    }
    expect(thresholdAtFmr(impostor, 1)).toBe(0.1);
  });

  test('the equal error rate and the best accuracy agree with counting by hand', () => {
    const { eer, threshold } = equalErrorRate(genuine, impostor);
    expect(eer).toBeCloseTo(0.2, 12);
    expect(threshold).toBe(0.6);
    const best = bestAccuracy(genuine, impostor);
    expect(best.accuracy).toBeCloseTo(0.8, 12);
    expect(accuracyAt(genuine, impostor, best.threshold)).toBe(best.accuracy);
    expect(accuracyAt(genuine, impostor, 0.05)).toBeCloseTo(0.5, 12);
  });
});

describe('intervals at 95 %', () => {
  test('Clopper-Pearson: 10 of 100 is 4.9 % to 17.6 %, 0 of 100 up to 3.62 %', () => {
    const [low, high] = clopperPearson(10, 100);
    expect(low).toBeCloseTo(0.049, 4);
    expect(high).toBeCloseTo(0.1762, 4);
    expect(clopperPearson(0, 100)).toEqual([0, expect.closeTo(0.0362, 4)]);
    expect(clopperPearson(100, 100)).toEqual([expect.closeTo(0.9638, 4), 1]);
  });

  test('the rule of three is the one-sided bound for no case', () => {
    expect(ruleOfThree(1000)).toBeCloseTo(1 - 0.05 ** (1 / 1000), 4);
    expect(ruleOfThree(2)).toBe(1);
  });
});
