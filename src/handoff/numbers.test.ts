import { expect, test } from 'bun:test';
import { randomInt } from 'node:crypto';
import { drawNumbers } from './numbers.ts';

test('three different numbers of two digits are offered in their order, and the shown one is among them', () => {
  for (let i = 0; i < 500; i++) {
    const { number, choices } = drawNumbers((most) => randomInt(most));
    expect(new Set(choices).size).toBe(3);
    expect(choices).toEqual(choices.toSorted((a, b) => a - b));
    expect(choices.every((one) => one >= 10 && one <= 99)).toBe(true);
    expect(choices).toContain(number);
  }
});

test('the place among the three tells nothing of which is shown', () => {
  const places = [0, 0, 0];
  for (let i = 0; i < 3_000; i++) {
    const { number, choices } = drawNumbers((most) => randomInt(most));
    places[choices.indexOf(number)]!++;
  }
  // 1,000 each; five standard deviations are 129.
  for (const count of places) expect(Math.abs(count - 1_000)).toBeLessThan(130);
});
