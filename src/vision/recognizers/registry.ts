/** Every recognizer there is, by name. */
import { createLbph } from './lbph.ts';
import type { Recognizer, RecognizerId } from './recognizer.ts';

/** A recognizer of its own, for one worker thread. Templates of one recognizer mean nothing to another. */
export function createRecognizer(id: RecognizerId): Recognizer {
  const make = { lbph: createLbph } satisfies Record<RecognizerId, () => unknown>;
  return make[id]() as Recognizer;
}
