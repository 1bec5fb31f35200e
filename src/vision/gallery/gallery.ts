/** The templates of everybody enrolled, in the worker's memory, ready for a search. */
import type { Candidate } from '../../biometrics/observation.ts';
import type { Alike } from '../../biometrics/threshold.ts';
import type { GalleryTemplate } from '../protocol.ts';
import { keepBest } from '../recognizers/best.ts';
import { type Index, type Recognizer, type Reference, reads } from '../recognizers/recognizer.ts';
import type { GalleryCounts } from '../workers/messages.ts';
import { howAlike } from './alike.ts';
import { joinIds } from './ids.ts';

export type Gallery = {
  /** Adds people, each with all of their templates. Replaces the templates of people who are there already. */
  add(templates: readonly GalleryTemplate[]): void;
  /** Replaces all templates of one person; an empty list drops the person. The cost depends on this person alone. */
  putUser(userId: string, templates: readonly GalleryTemplate[]): void;
  /** The `top` people most alike, best first. */
  search(probe: unknown, top: number): Candidate[];
  /** The same among these people alone, as far as they are enrolled. */
  verifyAll(probe: unknown, userIds: readonly string[], top: number): Candidate[];
  counts(): GalleryCounts;
  /** The template ids of each person, joined by {@link joinIds}. */
  templateIds(): Map<string, string>;
};

/** Templates by their owner, in the order in which the owners first occur. */
function byOwner(templates: readonly GalleryTemplate[]): Map<string, GalleryTemplate[]> {
  const people = new Map<string, GalleryTemplate[]>();
  for (const template of templates) {
    const own = people.get(template.userId);
    if (own) own.push(template);
    else people.set(template.userId, [template]);
  }
  return people;
}

/** The template in memory; undefined for one of another recognizer or version, or an unreadable one. */
export function decodeReference(recognizer: Recognizer, stored: GalleryTemplate): Reference | undefined {
  if (!reads(recognizer, stored)) return undefined;
  try {
    return { templateId: stored.templateId, template: recognizer.decode(stored.bytes, stored.version) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Measures how alike the people are. It takes some 30 ms, so only when their number has changed by a quarter. */
function createAlikeMeter(index: Index, userIds: () => Iterable<string>, double: number): () => Alike | undefined {
  let measured: { people: number; alike: Alike | undefined } = { people: 0, alike: undefined };
  return () => {
    const { people } = index.counts();
    if (people <= measured.people * 1.25 && people >= measured.people / 1.25) return measured.alike;
    measured = { people, alike: howAlike(userIds(), index, double) };
    return measured.alike;
  };
}

/** An empty gallery. It leaves out templates of another recognizer or version and unreadable ones, and counts them. */
export function createGallery(recognizer: Recognizer): Gallery {
  const index = recognizer.createIndex();
  const skipped = new Map<string, number>();
  const templateIds = new Map<string, string>();
  const measureAlike = createAlikeMeter(index, () => templateIds.keys(), recognizer.double);

  function putUser(userId: string, templates: readonly GalleryTemplate[]): void {
    const decoded = templates.map((template) => decodeReference(recognizer, template));
    const references = decoded.filter((reference) => reference !== undefined);
    const unread = templates.length - references.length;
    if (unread > 0) skipped.set(userId, unread);
    else skipped.delete(userId);
    if (templates.length > 0) templateIds.set(userId, joinIds(templates.map(({ templateId }) => templateId)));
    else templateIds.delete(userId);
    index.put(userId, references);
  }

  return {
    putUser,
    add(templates) {
      for (const [userId, own] of byOwner(templates)) putUser(userId, own);
    },
    templateIds: () => templateIds,
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
      const alike = measureAlike();
      const unread = [...skipped.values()].reduce((sum, count) => sum + count, 0);
      return { ...index.counts(), skipped: unread, ...(alike && { alike }) };
    },
  };
}
