/** A gallery in which the best of a person's references is the person's score. */
import type { Candidate } from '../../biometrics/observation.ts';
import { keepBest } from './best.ts';
import type { Index, Reference } from './recognizer.ts';

/** Scores of one probe against many references, in their order, see `Recognizer.compareAll`. */
type CompareAll<Template> = (probe: Template, references: readonly Template[]) => Float64Array;

/** Scores a probe against everybody's references at once. It may store data of its own for the position of each. */
export type GalleryScorer<Template> = {
  /** The reference at this position is another one now, or gone. */
  changed(position: number): void;
  scores: CompareAll<Template>;
};

/**
 * References in one flat array, as recognizers compare them. When a person is removed, the last references fill the
 * gaps, so that nobody else is copied.
 */
function createFlatReferences<Template>(changed: (position: number) => void) {
  const references: Template[] = [];
  const entries: { userId: string; templateId: string }[] = [];
  const positions = new Map<string, number[]>();

  /** Fills the gap with the last reference. */
  function removeAt(position: number): void {
    const last = references.length - 1;
    if (position !== last) {
      const moved = positions.get(entries[last]!.userId)!;
      moved[moved.indexOf(last)] = position;
      references[position] = references[last]!;
      entries[position] = entries[last]!;
      changed(position);
    }
    changed(last);
    for (const column of [references, entries]) column.pop();
  }

  return {
    references,
    positions,
    candidate: (at: number, score: number): Candidate => ({ ...entries[at]!, score }),
    remove(userId: string): void {
      // From the end, so that none of this person's own references fills a gap.
      for (const position of (positions.get(userId) ?? []).sort((a, b) => b - a)) removeAt(position);
      positions.delete(userId);
    },
    add(userId: string, { templateId, template }: Reference<Template>): void {
      const position = references.length;
      changed(position);
      positions.set(userId, [...(positions.get(userId) ?? []), position]);
      references.push(template);
      entries.push({ userId, templateId });
    },
  };
}

/**
 * An empty index.
 * @param compareAll scores one person's references.
 * @param scorer scores everybody's references; by default with `compareAll`.
 */
export function createFlatIndex<Template>(
  compareAll: CompareAll<Template>,
  scorer: GalleryScorer<Template> = { changed: () => {}, scores: compareAll },
): Index<Template> {
  const { references, positions, candidate, remove, add } = createFlatReferences<Template>(scorer.changed);
  return {
    put(userId, person) {
      remove(userId);
      for (const reference of person) add(userId, reference);
    },
    search(probe, top) {
      const best: Candidate[] = [];
      const scores = scorer.scores(probe, references);
      for (let i = 0; i < scores.length; i++) {
        if (best.length === top && scores[i]! <= best[top - 1]!.score) continue;
        keepBest(best, candidate(i, scores[i]!), top);
      }
      return best;
    },
    verify(probe, userId) {
      const own = positions.get(userId);
      if (!own) return undefined;
      const scores = compareAll(
        probe,
        own.map((position) => references[position]!),
      );
      const best = scores.indexOf(Math.max(...scores));
      return candidate(own[best]!, scores[best]!);
    },
    counts: () => ({ people: positions.size, templates: references.length }),
  };
}
