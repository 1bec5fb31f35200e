/** The templates of everybody enrolled, in the worker's memory, ready to be searched. */
import type { Candidate } from '../../biometrics/observation.ts';
import type { Alike } from '../../biometrics/threshold.ts';
import type { GalleryTemplate } from '../protocol.ts';
import { keepBest } from '../recognizers/best.ts';
import { type Recognizer, type Reference, reads } from '../recognizers/recognizer.ts';
import type { GalleryCounts } from '../workers/messages.ts';
import { howAlike } from './alike.ts';

export type Gallery = {
  /** Takes people in, each with all of their templates: who was there is replaced. */
  add(templates: readonly GalleryTemplate[]): void;
  /** Replaces everything held of one person; an empty list drops them. Costs what this person's templates cost. */
  putUser(userId: string, templates: readonly GalleryTemplate[]): void;
  /** The `top` people most alike, best first. */
  search(probe: unknown, top: number): Candidate[];
  /** The same of these people alone, as far as they are enrolled. */
  verifyAll(probe: unknown, userIds: readonly string[], top: number): Candidate[];
  counts(): GalleryCounts;
  /** Who is held, and of which templates: their ids in order, with commas between. */
  held(): Map<string, string>;
};

/** Templates by their owner, in the order in which each owner first comes. */
function byOwner(templates: readonly GalleryTemplate[]): Map<string, GalleryTemplate[]> {
  const people = new Map<string, GalleryTemplate[]>();
  for (const template of templates) {
    const own = people.get(template.userId);
    if (own) own.push(template);
    else people.set(template.userId, [template]);
  }
  return people;
}

/** Template ids as `held` has them. */
export function heldIds(ids: readonly string[]): string {
  return [...ids].sort().join(',');
}

/**
 * What several galleries that ought to be the same hold of each person. Where they differ it is what each of them holds,
 * one after the other: like nothing that can be stored.
 */
export function heldByAll(galleries: readonly Map<string, string>[]): Map<string, string> {
  const people = new Set(galleries.flatMap((held) => [...held.keys()]));
  const held = (userId: string) => new Set(galleries.map((gallery) => gallery.get(userId) ?? ''));
  return new Map([...people].map((userId) => [userId, [...held(userId)].join(' / ')]));
}

/** An empty gallery. Templates of another recognizer or version, and unreadable ones, are counted and left out. */
export function createGallery(recognizer: Recognizer): Gallery {
  const index = recognizer.createIndex();
  const skipped = new Map<string, number>();
  const held = new Map<string, string>();
  let measured: { people: number; alike: Alike | undefined } = { people: 0, alike: undefined };

  function decode(stored: GalleryTemplate): Reference | undefined {
    if (!reads(recognizer, stored)) return undefined;
    try {
      return { templateId: stored.templateId, template: recognizer.decode(stored.bytes, stored.version) };
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  function putUser(userId: string, templates: readonly GalleryTemplate[]): void {
    const references = templates.map(decode).filter((reference) => reference !== undefined);
    const left = templates.length - references.length;
    if (left > 0) skipped.set(userId, left);
    else skipped.delete(userId);
    if (templates.length > 0) held.set(userId, heldIds(templates.map(({ templateId }) => templateId)));
    else held.delete(userId);
    index.put(userId, references);
  }

  /** Measured anew when the number of people has changed by a quarter: it takes some 30 ms. */
  function alike(): Alike | undefined {
    const { people } = index.counts();
    if (people <= measured.people * 1.25 && people >= measured.people / 1.25) return measured.alike;
    measured = { people, alike: howAlike(held.keys(), index, recognizer.double) };
    return measured.alike;
  }

  return {
    putUser,
    add(templates) {
      for (const [userId, own] of byOwner(templates)) putUser(userId, own);
    },
    held: () => held,
    search: (probe, top) => index.search(probe, top),
    verifyAll(probe, userIds, top) {
      const best: Candidate[] = [];
      for (const userId of userIds) {
        const candidate = index.verify(probe, userId);
        if (candidate) keepBest(best, candidate, top);
      }
      return best;
    },
    counts() {
      const found = alike();
      const left = [...skipped.values()].reduce((sum, count) => sum + count, 0);
      return { ...index.counts(), skipped: left, ...(found && { alike: found }) };
    },
  };
}
