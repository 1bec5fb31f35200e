import { describe, expect, test } from 'bun:test';
import { figuresOf, timesOf } from './figures.ts';

describe('figures', () => {
  test('are the middle and the 95th of a hundred, whatever their order', () => {
    const times = Array.from({ length: 101 }, (_, i) => (i * 37) % 101);
    expect(figuresOf(times)).toEqual({ p50: 50, p95: 95 });
    expect(figuresOf([2.34567])).toEqual({ p50: 2.35, p95: 2.35 });
    expect(figuresOf([])).toEqual({ p50: 0, p95: 0 });
  });

  test('are of the runs after those that warm up', async () => {
    let runs = 0;
    expect(await timesOf({ warmUp: 2, rounds: 3 }, async () => runs++)).toHaveLength(3);
    expect(runs).toBe(5);
  });
});
