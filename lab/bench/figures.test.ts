import { describe, expect, test } from 'bun:test';
import { figuresOf, frameOf, numbersOf } from './figures.ts';

describe('figures', () => {
  test('are the middle and the 95th of a hundred, whatever their order', () => {
    const times = Array.from({ length: 101 }, (_, i) => (i * 37) % 101);
    expect(figuresOf(times)).toEqual({ p50: 50, p95: 95 });
    expect(figuresOf([2.34567])).toEqual({ p50: 2.35, p95: 2.35 });
    expect(figuresOf([])).toEqual({ p50: 0, p95: 0 });
  });

  test('are asked for by lists of numbers above 0', () => {
    expect(numbersOf('1000,10000')).toEqual([1000, 10000]);
    for (const list of ['', '0', '-1', '10,x']) expect(() => numbersOf(list)).toThrow('numbers above 0');
  });

  test('of a frame need a picture, and say so', async () => {
    await expect(frameOf(undefined)).rejects.toThrow('--frame FILE, a photo with one face');
  });
});
