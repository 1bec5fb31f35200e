/** A gallery in which a person scores with the best of their references. */
import type { Candidate } from '../../biometrics/observation.ts';
import { keepBest } from './best.ts';
import type { Index } from './recognizer.ts';

/** Scores of one probe against many references, in their order, see `Recognizer.compareAll`. */
type CompareAll<Template> = (probe: Template, references: readonly Template[]) => Float64Array;

/** A way to score everybody at once that keeps something of its own by the position of each reference. */
export type Whole<Template> = {
  /** Another reference stands at this position now, or none. */
  changed(position: number): void;
  scores: CompareAll<Template>;
};

/**
 * An empty index. References lie in one flat array, as the recognizer compares them; a person who is replaced leaves
 * holes that the last ones fill, so that nobody else is copied.
 * @param compareAll compares with one person's references.
 * @param whole compares with everybody's; by default as `compareAll` does.
 */
export function createFlatIndex<Template>(
  compareAll: CompareAll<Template>,
  whole: Whole<Template> = { changed: () => {}, scores: compareAll },
): Index<Template> {
  const references: Template[] = [];
  const ids: string[] = [];
  const owners: string[] = [];
  const positions = new Map<string, number[]>();

  /** Fills the hole with the last reference. */
  function removeAt(position: number): void {
    const last = references.length - 1;
    if (position !== last) {
      const held = positions.get(owners[last]!)!;
      held[held.indexOf(last)] = position;
      references[position] = references[last]!;
      ids[position] = ids[last]!;
      owners[position] = owners[last]!;
      whole.changed(position);
    }
    whole.changed(last);
    for (const column of [references, ids, owners]) column.pop();
  }

  return {
    put(userId, person) {
      // From the end: a reference that fills a hole must not be one of this person that goes, too.
      for (const position of (positions.get(userId) ?? []).sort((a, b) => b - a)) removeAt(position);
      positions.delete(userId);
      if (person.length === 0) return;
      positions.set(
        userId,
        person.map((_, index) => references.length + index),
      );
      for (const { templateId, template } of person) {
        whole.changed(references.length);
        references.push(template);
        ids.push(templateId);
        owners.push(userId);
      }
    },
    search(probe, top) {
      const best: Candidate[] = [];
      const scores = whole.scores(probe, references);
      for (let i = 0; i < scores.length; i++) {
        if (best.length === top && scores[i]! <= best[top - 1]!.score) continue;
        keepBest(best, { userId: owners[i]!, templateId: ids[i]!, score: scores[i]! }, top);
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
      return { userId, templateId: ids[own[best]!]!, score: scores[best]! };
    },
    counts: () => ({ people: positions.size, templates: references.length }),
  };
}
