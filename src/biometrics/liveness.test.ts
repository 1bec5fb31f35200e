import { describe, expect, test } from 'bun:test';
import { fuseLiveness, judgeLiveness, PASSIVE_RULE } from './liveness.ts';

describe('liveness', () => {
  const verdict = (...cues: (number | undefined)[]) =>
    judgeLiveness(fuseLiveness(cues.map((passive) => (passive === undefined ? {} : { passive }))), PASSIVE_RULE);

  test('is the mean over the frames: one doubtful frame among good ones is forgiven, one good among bad is not', () => {
    expect(verdict(0.95, 0.3, 0.9)).toBe('live');
    expect(verdict(0.95, 0.02, 0.03)).toBe('attack');
    expect(verdict(0.5)).toBe('live');
    expect(verdict(0.499)).toBe('attack');
  });

  test('a missing cue is inconclusive, never a pass', () => {
    expect(verdict()).toBe('inconclusive');
    expect(verdict(undefined)).toBe('inconclusive');
    expect(verdict(0.99, undefined)).toBe('inconclusive');
    expect(verdict(0.99, Number.NaN)).toBe('inconclusive');
  });
});
