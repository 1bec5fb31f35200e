/**
 * How alike the enrolled people are to each other. Their own impostor scores show when the networks tell this people
 * apart badly, or when one camera took all pictures, before any stranger comes.
 */

import type { Alike } from '../../biometrics/threshold.ts';
import type { Index } from '../recognizers/recognizer.ts';

/** People compared at most. The lowest ids come first, so every worker and every server takes the same people. */
const PEOPLE_MOST = 200;
/** Fewer people tell nothing about rare scores. */
const PEOPLE_LEAST = 20;
/** Least number of comparisons at or above the reported score. */
const PAIRS_LEAST = 30;

/**
 * @param ids of everybody enrolled. @param double from this score on, two accounts are taken for those of one person.
 * @returns the score that a small share of the pairs reaches; undefined for too few people, or if the index has no
 * references to compare with.
 */
export function howAlike(ids: Iterable<string>, index: Index, double: number): Alike | undefined {
  const { referenceOf } = index;
  const some = [...ids].sort().slice(0, PEOPLE_MOST);
  if (!referenceOf || some.length < PEOPLE_LEAST) return undefined;
  const scores: number[] = [];
  for (const [at, one] of some.entries()) {
    const probe = referenceOf(one);
    for (const other of probe ? some.slice(at + 1) : []) {
      const score = index.verify(probe, other)?.score;
      if (score !== undefined && score < double) scores.push(score);
    }
  }
  if (scores.length <= PAIRS_LEAST) return undefined;
  scores.sort((a, b) => b - a);
  return { people: some.length, fmr: PAIRS_LEAST / scores.length, score: scores[PAIRS_LEAST - 1]! };
}
