import { expect, test } from 'bun:test';
import { seededRandom, shuffled } from './random.ts';

const items = Array.from({ length: 50 }, (_, index) => index);

test('a seed repeats its numbers, another seed gives others', () => {
  expect(shuffled(items, seededRandom(7))).toEqual(shuffled(items, seededRandom(7)));
  expect(shuffled(items, seededRandom(7))).not.toEqual(shuffled(items, seededRandom(8)));
});

test('shuffling keeps every item, and each comes first about as often', () => {
  const random = seededRandom(1);
  const first = new Map<number, number>();
  for (let round = 0; round < 3000; round++) {
    const [one, ...rest] = shuffled([0, 1, 2], random);
    expect([one!, ...rest].sort()).toEqual([0, 1, 2]);
    first.set(one!, (first.get(one!) ?? 0) + 1);
  }
  for (const count of first.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
});

test('numbers are between 0 and 1, evenly', () => {
  const random = seededRandom(3);
  const numbers = Array.from({ length: 10_000 }, random);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  expect(numbers.reduce((sum, number) => sum + number, 0) / 10_000).toBeCloseTo(0.5, 1);
});
