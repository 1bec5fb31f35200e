/** The two galleries of a worker: people who can sign in, and people without a way in, whom only programs search. */
import type { Candidate } from '../../biometrics/observation.ts';
import type { Among, GalleryTemplate } from '../protocol.ts';
import { keepBest } from '../recognizers/best.ts';
import type { Recognizer } from '../recognizers/recognizer.ts';
import { createGallery, type Gallery } from './gallery.ts';

/** As one gallery: `search` and `verifyAll` find only people who can sign in, and the counts are theirs. */
export type Galleries = Gallery & {
  /** Searches for a program. */
  searchAmong(probe: unknown, among: Among, top: number): Candidate[];
};

/** The people found in several galleries, best first. */
function bestOf(found: readonly Candidate[][], top: number): Candidate[] {
  const best: Candidate[] = [];
  for (const candidate of found.flat()) keepBest(best, candidate, top);
  return best;
}

export function createGalleries(recognizer: Recognizer): Galleries {
  const people = createGallery(recognizer);
  const subjects = createGallery(recognizer);

  /** A person who gets a way in moves from one gallery to the other. */
  function putUser(userId: string, templates: readonly GalleryTemplate[]): void {
    people.putUser(
      userId,
      templates.filter(({ subject }) => !subject),
    );
    subjects.putUser(
      userId,
      templates.filter(({ subject }) => subject),
    );
  }

  return {
    putUser,
    add(templates) {
      people.add(templates.filter(({ subject }) => !subject));
      subjects.add(templates.filter(({ subject }) => subject));
    },
    search: people.search,
    verifyAll: people.verifyAll,
    searchAmong(probe, among, top) {
      if (among.ids) {
        const { ids } = among;
        return bestOf(
          [people, subjects].map((gallery) => gallery.verifyAll(probe, ids, top)),
          top,
        );
      }
      return bestOf(
        [among.people && people.search(probe, top), among.subjects && subjects.search(probe, top)].filter(
          (found) => found !== undefined && found !== false,
        ),
        top,
      );
    },
    counts() {
      const [own, others] = [people.counts(), subjects.counts()];
      return { ...own, subjects: others.people, skipped: own.skipped + others.skipped };
    },
    templateIds: () => new Map([...people.templateIds(), ...subjects.templateIds()]),
  };
}
