/** Every recognizer there is, by name. */
import { openEmbedding } from './embedding.ts';
import { createLbph } from './lbph.ts';
import type { Recognizer, RecognizerId } from './recognizer.ts';

/** Each enrolled sample gets a template of all of these, so that switching asks nobody to enroll again. */
export const RECOGNIZERS: readonly RecognizerId[] = ['embedding', 'lbph'];

/**
 * A recognizer of its own, for one worker thread. Templates of one recognizer mean nothing to another.
 * @throws {ModelError} when a network's file is missing.
 */
export async function openRecognizer(id: RecognizerId, modelsDir: string): Promise<Recognizer> {
  const open = { embedding: openEmbedding, lbph: async () => createLbph() } satisfies Record<RecognizerId, unknown>;
  return (await open[id](modelsDir)) as Recognizer;
}
