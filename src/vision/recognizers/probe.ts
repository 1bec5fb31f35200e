/**
 * How carefully a frame is compared. A frame that decides nothing by itself gets a first look. One that decides gets
 * the rest only where that could change the decision: the first look's score lies so near the threshold, or the lead
 * so near the margin, that the full one may lie on the other side (docs/adr/0006-second-look.md).
 */
import type { Candidate } from '../../biometrics/observation.ts';
import type { AlignedFace, Recognizer } from './recognizer.ts';

/** What a decision asks of the best person: a score, and a lead over the next (`DecisionRule`). */
export type Bar = { threshold: number; margin: number };

/**
 * Whether scores that are off by `within` at most could have passed the bar, or missed it, by that alone.
 * @param found best first.
 */
export function isClose([best, next]: readonly Candidate[], { threshold, margin }: Bar, within: number): boolean {
  if (!best || best.score < threshold - within) return false;
  if (best.score <= threshold + within) return true;
  // Both scores may be off, in opposite directions.
  return next !== undefined && Math.abs(best.score - next.score - margin) <= 2 * within;
}

/**
 * The people that a face is like, with as much work as it takes.
 * @param compare what the gallery answers a probe with, best first.
 * @param bar of the decision that the frame leads to; undefined: to none by itself.
 */
export async function compareFace(
  recognizer: Recognizer,
  face: AlignedFace,
  compare: (probe: unknown) => Candidate[],
  bar?: Bar,
): Promise<Candidate[]> {
  const { glance } = recognizer;
  if (!glance) return compare(await recognizer.extract(face));
  const first = await glance.first(face);
  const found = compare(first);
  if (!bar || !isClose(found, bar, glance.within)) return found;
  return compare(await glance.complete(face, first));
}
