/** How many vision workers a server has (docs/adr/0008-two-workers.md). */
import { availableParallelism } from 'node:os';
import type { RecognizerId } from '../recognizers/recognizer.ts';

/**
 * With `auto` a second worker starts up to this many people. It has a gallery of its own: some 70 MB for this many
 * people with five templates each, of 704 bytes (embedding) or 12.9 KB (LBPH, docs/adr/0003-lbph-inverted-lists.md).
 */
const PEOPLE: Record<RecognizerId, number> = { embedding: 20_000, custom: 20_000, lbph: 1_000 };

/**
 * The number that the setting asks for. `auto` gives two on two processor cores or more. It gives one with OpenCV's
 * addon, which a process can load only once, and with a large gallery.
 * @param given.people how many people the gallery will hold.
 * @returns `galleryTooLarge`: the gallery alone is the reason for one worker.
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
