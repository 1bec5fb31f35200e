/** Fuses the scores of several frames into one score for each person. Pure. */
import type { Candidate } from './observation.ts';

/** `inEvery`: whether the person is among the candidates of every frame. */
export type Fused = { userId: string; templateId: string; score: number; inEvery: boolean };

/**
 * The mean score of each person over the frames, best first. The candidates of a frame are its best few people. Anybody
 * else scored no more than the last of them, so that score stands for theirs.
 */
export function fuse(frames: readonly Candidate[][]): Fused[] {
  const people = new Map<string, Fused & { best: number }>();
  for (const candidate of frames.flat()) {
    const { userId, templateId, score } = candidate;
    const known = people.get(userId);
    if (known && known.best >= score) continue;
    people.set(userId, { userId, templateId, score: 0, inEvery: true, best: score });
  }
  for (const person of people.values()) {
    for (const candidates of frames) {
      const own = candidates.find(({ userId }) => userId === person.userId);
      person.inEvery &&= own !== undefined;
      person.score += (own ?? candidates.at(-1))?.score ?? Number.NEGATIVE_INFINITY;
    }
    person.score /= frames.length;
  }
  return [...people.values()].sort((a, b) => b.score - a.score);
}
