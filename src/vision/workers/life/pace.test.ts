import { expect, test } from 'bun:test';
import { createPace } from './pace.ts';

const seen = { frame: { width: 640, height: 480 }, faces: 1, candidates: [] };
const face = { box: { x: 0, y: 0, width: 9, height: 9 }, score: 1 };

test('the pace is that of the middle frame of late, of those that took all of the work', () => {
  const pace = createPace();
  expect(pace.middle()).toBeUndefined();
  for (const milliseconds of [10, 9_000, 12]) pace.add('observe', milliseconds, { ...seen, face });
  expect(pace.middle()).toBe(12);
  // Without a face, without a comparison, failed, or no frame at all: these say nothing of a whole one.
  pace.add('observe', 1, { ...seen, problem: 'no-face' });
  pace.add('observe', 1, { ...seen, face, still: true });
  pace.add('observe', 1, undefined);
  pace.add('compare', 1, new Float64Array());
  expect(pace.middle()).toBe(12);
  for (let i = 0; i < 30; i++) pace.add('observe', 700, { ...seen, face });
  expect(pace.middle()).toBe(700);
});
