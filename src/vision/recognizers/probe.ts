/**
 * How much work the comparison of a frame takes. A frame that leads to no decision by itself gets a first look only. A
 * frame that leads to one gets the second look only if that could change the decision: the first score is so near the
 * threshold, or the lead so near the margin, that the full one may be on the other side (docs/adr/0006-second-look.md).
 */
import type { Candidate } from '../../biometrics/observation.ts';
import type { AlignedFace, Recognizer } from './recognizer.ts';

/** What the best person needs for a decision: a score, and a lead over the next person (`DecisionRule`). */
export type Bar = { threshold: number; margin: number };

/**
 * Whether an error of at most `within` in each score could change the decision.
 * @param found the candidates, best first.
 */
export function isClose([best, next]: readonly Candidate[], { threshold, margin }: Bar, within: number): boolean {
  if (!best || best.score < threshold - within) return false;
  if (best.score <= threshold + within) return true;
  // Both scores may be wrong, in opposite directions.
  return next !== undefined && Math.abs(best.score - next.score - margin) <= 2 * within;
}

/**
 * The candidates for a face. It takes the second look only when that could matter.
 * @param compare searches the gallery with a probe, best first.
 * @param bar of the decision that the frame leads to; undefined when it leads to none by itself.
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
