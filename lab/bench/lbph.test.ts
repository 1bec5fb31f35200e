import { expect, test } from 'bun:test';
import { benchLbph } from './lbph.ts';

test('searches of LBPH galleries are timed without OpenCV, too', async () => {
  const results = await benchLbph([10, 40]);
  expect(results.map(({ templates }) => templates)).toEqual([10, 40]);
  for (const { ours, opencv } of results) {
    expect(ours.p50).toBeGreaterThan(0);
    expect(ours.p95).toBeGreaterThanOrEqual(ours.p50);
    expect(opencv).toBeUndefined();
  }
});
