/** A gallery in which a person scores with the best of their references. */
import type { Candidate } from '../../biometrics/observation.ts';
import { keepBest } from './best.ts';
import type { Index } from './recognizer.ts';

/**
 * An empty index. References lie in one flat array, as the recognizer compares them; a person who is replaced leaves
 * holes that the last ones fill, so that nobody else is copied.
 * @param compareAll scores of one probe against many references, see `Recognizer.compareAll`.
 */
export function createFlatIndex<Template>(
  compareAll: (probe: Template, references: readonly Template[]) => Float64Array,
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
    }
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
        references.push(template);
        ids.push(templateId);
        owners.push(userId);
      }
    },
    search(probe, top) {
      const best: Candidate[] = [];
      const scores = compareAll(probe, references);
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
