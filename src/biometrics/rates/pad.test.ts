import { describe, expect, test } from 'bun:test';
import { areaUnderCurve, padRates, rateOf } from './pad.ts';

const real = [0.9, 0.5, 0.8, 0.2];
const attacks = new Map([
  ['phone', [0.1, 0.3, 0.6, 0.1]],
  ['still', [0.1]],
  ['print', [0.5, 0.4]],
  ['laptop', [0, 0, 0, 0, 0, 0]],
]);

describe('the rates of a cue', () => {
  const rates = padRates(real, attacks, 0.5);

  test('take a frame at the threshold as live, of real people and of attacks', () => {
    expect(rates.bpcer).toMatchObject({ rate: 0.25, hits: 1, trials: 4 });
    expect(rates.attacks.find(({ file }) => file === 'print')).toMatchObject({ rate: 0.5, hits: 1, trials: 2 });
  });

  test('list the worst attack first, and of two that never pass the one with fewer frames', () => {
    expect(rates.attacks.map(({ file }) => file)).toEqual(['print', 'phone', 'still', 'laptop']);
  });

  test('leave an attack without scores out', () => {
    expect(padRates(real, new Map([...attacks, ['no face', []]]), 0.5)).toEqual(rates);
  });

  test('are perfect when every real frame scores above every attack frame', () => {
    expect(padRates([0.9, 0.7], new Map([['phone', [0.6, 0.2, 0.1]]]), 0.5)).toMatchObject({
      auc: 1,
      eer: 0,
      bpcer: { rate: 0 },
      attacks: [{ hits: 1, trials: 3 }],
    });
  });

  test('need scores', () => {
    expect(() => padRates([], attacks, 0.5)).toThrow(RangeError);
    expect(() => padRates(real, new Map([['no face', []]]), 0.5)).toThrow(RangeError);
    expect(() => rateOf(0, 0)).toThrow(RangeError);
  });
});

test('the area under the curve is the share of pairs in order, ties half', () => {
  const [ascending, attack] = [Float64Array.of(0.2, 0.5, 0.5, 0.9), Float64Array.of(0.1, 0.5, 0.7)];
  // By hand: 0.2 is above one, each 0.5 is above one and equal to one, 0.9 is above all three.
  expect(areaUnderCurve(ascending, attack)).toBeCloseTo((1 + 1.5 + 1.5 + 3) / 12, 12);
  expect(areaUnderCurve(attack, ascending)).toBeCloseTo(1 - 7 / 12, 12);
});

test('an interval is that of Clopper and Pearson', () => {
  // Without hits the upper end is 1 - 0.025^(1/n).
  expect(rateOf(0, 4).high).toBeCloseTo(1 - 0.025 ** (1 / 4), 9);
  expect(rateOf(0, 4).low).toBe(0);
  expect(rateOf(4, 4).low).toBeCloseTo(0.025 ** (1 / 4), 9);
});
