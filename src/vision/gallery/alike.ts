/**
 * How alike the enrolled people are to each other: a people that the networks see badly, or one camera for all, shows in
 * their own impostor scores, before any stranger comes.
 */

import type { Alike } from '../../biometrics/threshold.ts';
import type { Index } from '../recognizers/recognizer.ts';

/** People who are compared at most, those whose ids come first: every worker and every server takes the same. */
const PEOPLE_MOST = 200;
/** Fewer people say nothing of rare scores. */
const PEOPLE_LEAST = 20;
/** Comparisons that a share rests on at least. */
const COUNTED_LEAST = 30;

/**
 * @param ids of everybody enrolled. @param double score from which two accounts are taken for one person's.
 * @returns the score that a small share of pairs reaches; undefined of too few people, or where nobody can be a probe.
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
  if (scores.length <= COUNTED_LEAST) return undefined;
  scores.sort((a, b) => b - a);
  return { people: some.length, fmr: COUNTED_LEAST / scores.length, score: scores[COUNTED_LEAST - 1]! };
}
