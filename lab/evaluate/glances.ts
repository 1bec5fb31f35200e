/**
 * Whether sign-in decides as by all looks: it looks once at a face, and again only where that may matter
 * (`recognizers/probe.ts`).
 */
import { seededRandom } from '../../src/biometrics/random.ts';
import { isClose } from '../../src/vision/recognizers/probe.ts';
import type { Recognizer } from '../../src/vision/recognizers/recognizer.ts';
import { draw, type Person } from '../data/draws.ts';
import { indexOf, scorer } from '../data/gallery.ts';

/** `again`: comparisons that took all looks at this threshold. `differ`: those of the others that decide otherwise. */
export type GlancePoint = { threshold: number; comparisons: number; again: number; differ: number };

/**
 * Compares everybody's images with everybody enrolled, their own person included, by a first look and by all looks.
 * @param firsts the template of the first look, by the template of all looks.
 * @returns a point for each threshold; none where the recognizer has no first look.
 */
export function compareGlances(
  people: readonly Person[],
  firsts: ReadonlyMap<unknown, unknown>,
  options: { recognizer: Recognizer; enroll: number; thresholds: readonly number[] },
): GlancePoint[] {
  const { recognizer, enroll, thresholds } = options;
  if (!recognizer.glance) return [];
  const { within } = recognizer.glance;
  const drawn = draw(people, enroll, seededRandom(1));
  const enrolled = drawn.filter((person) => person.enrolled.length > 0);
  const scoresOf = scorer(indexOf(drawn, recognizer), enrolled.length);
  const points = thresholds.map((threshold) => ({ threshold, comparisons: 0, again: 0, differ: 0 }));
  for (const { name, templates, probes } of drawn) {
    for (const template of templates) {
      const [full, first] = [scoresOf(template), scoresOf(firsts.get(template))];
      for (const other of enrolled) {
        // An enrolled template is no probe of its own person.
        if (other.name === name && !probes.includes(template)) continue;
        countAt(points, { full: full(other.name), first: first(other.name), within });
      }
    }
  }
  return points;
}

function countAt(
  points: GlancePoint[],
  { full, first, within }: { full: number; first: number; within: number },
): void {
  for (const point of points) {
    const { threshold } = point;
    const again = isClose([{ userId: '', templateId: '', score: first }], { threshold, margin: 0 }, within);
    point.comparisons++;
    if (again) point.again++;
    else if (first >= threshold !== full >= threshold) point.differ++;
  }
}
