/** The best few people of a search. */
import type { Candidate } from '../../biometrics/observation.ts';

/**
 * Adds a candidate to `best`, which stays sorted, best first, and at most `top` long. Each person is in it once, with
 * the best score.
 */
export function keepBest(best: Candidate[], candidate: Candidate, top: number): void {
  if (best.length === top && candidate.score <= best[top - 1]!.score) return;
  const before = best.findIndex(({ userId }) => userId === candidate.userId);
  if (before >= 0 && best[before]!.score >= candidate.score) return;
  if (before >= 0) best.splice(before, 1);
  const at = best.findIndex(({ score }) => score < candidate.score);
  best.splice(at < 0 ? best.length : at, 0, candidate);
  if (best.length > top) best.pop();
}
