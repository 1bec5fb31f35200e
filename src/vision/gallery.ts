/** The templates of everybody enrolled, in the worker's memory, ready to be searched. */
import type { Candidate } from '../biometrics/observation.ts';
import type { GalleryCounts } from './messages.ts';
import type { GalleryTemplate } from './protocol.ts';
import type { Recognizer } from './recognizers/recognizer.ts';

export type Gallery = {
  /** Adds references beside those that are there. */
  add(templates: readonly GalleryTemplate[]): void;
  /** Replaces everything held of one person; an empty list drops them. Costs what this person's templates cost. */
  putUser(userId: string, templates: readonly GalleryTemplate[]): void;
  /** The best template of each of the `top` people most alike, best first. */
  search(probe: unknown, top: number): Candidate[];
  counts(): GalleryCounts;
};

/** Keeps the best few people while scores come in: a person is in the list once, with the best of their templates. */
function keepBest(best: Candidate[], candidate: Candidate, top: number): void {
  const before = best.findIndex(({ userId }) => userId === candidate.userId);
  if (before >= 0 && best[before]!.score >= candidate.score) return;
  if (before >= 0) best.splice(before, 1);
  const at = best.findIndex(({ score }) => score < candidate.score);
  best.splice(at < 0 ? best.length : at, 0, candidate);
  if (best.length > top) best.pop();
}

/**
 * An empty gallery. References lie in one flat array, as the recognizer searches them; a person who is replaced leaves
 * holes that the last ones fill, so that nobody else is copied.
 */
export function createGallery(recognizer: Recognizer): Gallery {
  const references: unknown[] = [];
  const ids: string[] = [];
  const owners: string[] = [];
  const positions = new Map<string, number[]>();
  const skipped = new Map<string, number>();

  function decode({ recognizer: id, version, bytes }: GalleryTemplate): { reference: unknown } | undefined {
    if (id !== recognizer.id || version !== recognizer.version) return undefined;
    try {
      return { reference: recognizer.decode(bytes) };
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  function add(templates: readonly GalleryTemplate[]): void {
    for (const template of templates) {
      const { userId } = template;
      const decoded = decode(template);
      if (!decoded) {
        skipped.set(userId, (skipped.get(userId) ?? 0) + 1);
        continue;
      }
      const held = positions.get(userId) ?? [];
      if (held.length === 0) positions.set(userId, held);
      held.push(references.length);
      references.push(decoded.reference);
      ids.push(template.templateId);
      owners.push(userId);
    }
  }

  /** Fills the hole with the last reference. */
  function removeAt(position: number): void {
    const last = references.length - 1;
    if (position !== last) {
      const held = positions.get(owners[last]!)!;
      held[held.indexOf(last)] = position;
      references[position] = references[last];
      ids[position] = ids[last]!;
      owners[position] = owners[last]!;
    }
    for (const column of [references, ids, owners]) column.pop();
  }

  return {
    add,
    putUser(userId, templates) {
      // From the end: a reference that fills a hole must not be one of this person that goes, too.
      for (const position of (positions.get(userId) ?? []).sort((a, b) => b - a)) removeAt(position);
      positions.delete(userId);
      skipped.delete(userId);
      add(templates);
    },
    search(probe, top) {
      const best: Candidate[] = [];
      const scores = recognizer.compareAll(probe, references);
      for (let i = 0; i < scores.length; i++) {
        const score = scores[i]!;
        if (best.length === top && score <= best[top - 1]!.score) continue;
        keepBest(best, { userId: owners[i]!, templateId: ids[i]!, score }, top);
      }
      return best;
    },
    counts: () => ({
      people: positions.size,
      templates: references.length,
      skipped: [...skipped.values()].reduce((sum, count) => sum + count, 0),
    }),
  };
}
