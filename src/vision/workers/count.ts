/** How many vision workers a server has (docs/adr/0008-two-workers.md). */
import { availableParallelism } from 'node:os';
import type { RecognizerId } from '../recognizers/recognizer.ts';

/**
 * With `auto` a second worker starts up to this many people. It has a gallery of its own: some 70 MB for this many
 * people with five templates each, of 704 bytes (embedding) or 12.9 KB (LBPH, docs/adr/0003-lbph-inverted-lists.md).
 */
const PEOPLE: Record<RecognizerId, number> = { embedding: 20_000, custom: 20_000, lbph: 1_000 };

/** What alone keeps `auto` from a second worker, where that is not the machine's cores or the addon. */
type Reason = 'gallery' | 'memory';

/**
 * The number that the setting asks for. `auto` gives two on two processor cores or more. It gives one with OpenCV's
 * addon, which a process can load only once, with a large gallery, and with little memory.
 * @param given.people how many people the gallery will hold.
 * @param given.enoughMemory whether the process may use as much as two workers take.
 */
export function workersFor(given: {
  asked: 'auto' | number;
  recognizer: RecognizerId;
  opencv: boolean;
  people: number;
  enoughMemory: boolean;
  cores?: number;
}): { workers: number; because?: Reason } {
  const { asked, recognizer, opencv, people, enoughMemory, cores = availableParallelism() } = given;
  if (asked !== 'auto') return { workers: asked };
  if (opencv || cores < 2) return { workers: 1 };
  if (!enoughMemory) return { workers: 1, because: 'memory' };
  return people > PEOPLE[recognizer] ? { workers: 1, because: 'gallery' } : { workers: 2 };
}
