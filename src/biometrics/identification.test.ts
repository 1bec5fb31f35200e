import { describe, expect, test } from 'bun:test';
import { identificationPoints } from './identification.ts';

const mated = [
  { score: 0.9, right: true },
  { score: 0.7, right: true },
  { score: 0.8, right: false },
  { score: 0.4, right: true },
];
const strangers = Float64Array.of(0.1, 0.2, 0.3, 0.5, 0.75);

describe('an open-set search', () => {
  test('misses people below the threshold, and people taken for somebody else', () => {
    const [strict, loose] = identificationPoints(mated, strangers, [0, 0.4]);
    expect(strict).toMatchObject({ fpir: 0, threshold: expect.closeTo(0.75, 9), fnir: 0.75 });
    expect(loose).toMatchObject({ fpir: 0.4, threshold: expect.closeTo(0.3, 9), fnir: 0.25 });
  });

  test('a wrong person stays a miss at any threshold', () => {
    expect(identificationPoints(mated, strangers, [1])[0]!.fnir).toBe(0.25);
  });

  test('has an interval that does not narrow with the draws', () => {
    const [once] = identificationPoints(mated, strangers, [0.4]);
    const [thrice] = identificationPoints([...mated, ...mated, ...mated], strangers, [0.4], 3);
    expect(thrice).toEqual(once!);
  });

  test('without searches of both kinds cannot be measured', () => {
    expect(() => identificationPoints([], strangers, [0.1])).toThrow(RangeError);
    expect(() => identificationPoints(mated, new Float64Array(), [0.1])).toThrow(RangeError);
  });
});
