import { describe, expect, test } from 'bun:test';
import { seededRandom } from '../random.ts';
import { type Impostors, scoresAt, tailOf } from './tail.ts';

const PEOPLE = 200;

/** Scores whose excess over 0.3 is exponential with a mean of 0.03: FMR 1e-3 at 0.3 + 0.03 ln(1000) = 0.507. */
function exponential(seed: number): Impostors {
  const random = seededRandom(seed);
  const pairs: number[] = [];
  for (let stranger = 0; stranger < PEOPLE; stranger++) {
    for (let owner = 0; owner < PEOPLE; owner++) if (owner !== stranger) pairs.push(stranger * PEOPLE + owner);
  }
  const scores = Float32Array.from(pairs, () => 0.3 - 0.03 * Math.log(1 - random()));
  return { people: PEOPLE, scores, pairs: Uint32Array.from(pairs) };
}

describe('the tail of impostor scores', () => {
  test('goes beyond the counted scores, and its interval includes the true score', () => {
    for (const seed of [1, 2, 3]) {
      const tail = tailOf(exponential(seed));
      expect(tail.top.length).toBeGreaterThanOrEqual(39);
      const points = scoresAt(tail, [1e-4, 1e-5, 1e-6], seededRandom(seed));
      for (const { fmr, score, upper } of points) {
        const truth = 0.3 - 0.03 * Math.log(fmr);
        expect(Math.abs(score - truth)).toBeLessThan(0.08);
        expect(upper).toBeGreaterThan(score);
        expect(upper).toBeGreaterThan(truth - 0.02);
      }
      // The further beyond the data, the wider the interval.
      const widths = points.map(({ score, upper }) => upper - score);
      expect(widths[2]!).toBeGreaterThan(widths[0]!);
    }
  });

  test('has a wider interval when a few people make all of it', () => {
    const { people, scores, pairs } = exponential(4);
    const alike = scores.map((score, at) => (Math.floor(pairs[at]! / PEOPLE) < 2 ? score + 0.2 : score));
    const width = (all: Float32Array) => {
      const [point] = scoresAt(tailOf({ people, scores: all, pairs }), [1e-5], seededRandom(1));
      return point!.upper - point!.score;
    };
    expect(width(alike)).toBeGreaterThan(width(scores));
  });

  test('needs scores', () => {
    expect(() => tailOf({ people: 0, scores: new Float32Array(), pairs: new Uint32Array() })).toThrow(RangeError);
  });
});
