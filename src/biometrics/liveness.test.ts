import { describe, expect, test } from 'bun:test';
import { fuseLiveness, judgeLiveness, PASSIVE_RULE } from './liveness.ts';

describe('liveness', () => {
  const verdict = (...cues: (number | undefined)[]) =>
    judgeLiveness(fuseLiveness(cues.map((passive) => (passive === undefined ? {} : { passive }))), PASSIVE_RULE);

  test('is the mean over the frames: one doubtful frame among good ones passes, one good among bad does not', () => {
    expect(verdict(0.95, 0.3, 0.9)).toBe('live');
    expect(verdict(0.95, 0.02, 0.03)).toBe('attack');
    expect(verdict(0.4)).toBe('live');
    expect(verdict(0.399)).toBe('attack');
  });

  test('needs a lower mean over more frames, which no replay reaches', () => {
    const office = [0.32, 0.3, 0.35, 0.27, 0.33, 0.31, 0.29, 0.32];
    expect(verdict(...office.slice(0, 2))).toBe('attack');
    expect(verdict(...office.slice(0, 4))).toBe('live');
    expect(verdict(...office.map((cue) => cue - 0.1))).toBe('live');
    expect(verdict(...office.map((cue) => cue - 0.12))).toBe('attack');
  });

  test('a missing cue is inconclusive, never a pass', () => {
    expect(verdict()).toBe('inconclusive');
    expect(verdict(undefined)).toBe('inconclusive');
    expect(verdict(0.99, undefined)).toBe('inconclusive');
    expect(verdict(0.99, Number.NaN)).toBe('inconclusive');
  });
});
