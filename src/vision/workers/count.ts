/** How many vision workers a server has (docs/adr/0008-two-workers.md). */
import { availableParallelism } from 'node:os';
import type { RecognizerId } from '../recognizers/recognizer.ts';

/**
 * People up to whom `auto` starts a second worker, which holds a gallery of its own: some 70 MB for this many with five
 * templates each, of 704 bytes (embedding) or 12.9 KB (LBPH, docs/adr/0003-lbph-inverted-lists.md).
 */
const PEOPLE: Record<RecognizerId, number> = { embedding: 20_000, custom: 20_000, lbph: 1_000 };

/**
 * The number that was asked for; with `auto` two where there are two processor cores, and one where OpenCV's addon is
 * used, which loads once in a process, or where the gallery is large.
 * @param given.people whose templates the gallery will hold.
 * @returns besides, whether it is the gallery alone that keeps it at one.
 */
export function workersFor(given: {
  asked: 'auto' | number;
  recognizer: RecognizerId;
  opencv: boolean;
  people: number;
  cores?: number;
}): { workers: number; galleryTooLarge: boolean } {
  const { asked, recognizer, opencv, people, cores = availableParallelism() } = given;
  if (asked !== 'auto') return { workers: asked, galleryTooLarge: false };
  if (opencv || cores < 2) return { workers: 1, galleryTooLarge: false };
  const galleryTooLarge = people > PEOPLE[recognizer];
  return { workers: galleryTooLarge ? 1 : 2, galleryTooLarge };
}
