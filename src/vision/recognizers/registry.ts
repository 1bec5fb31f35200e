/** Every recognizer there is, by name. */
import { openCustom } from './custom/custom.ts';
import { openEmbedding } from './embedding/embedding.ts';
import { createLbph } from './lbph/lbph.ts';
import { openLbphByOpenCv } from './lbph/opencv.ts';
import type { Recognizer, RecognizerId } from './recognizer.ts';

/** The names that a setting or a command may give. */
export const RECOGNIZERS: readonly RecognizerId[] = ['embedding', 'lbph', 'custom'];

/** What computes LBPH: `lbph.ts`, or OpenCV through its addon, which one thread of a process alone can load. */
export type LbphBackend = 'typescript' | 'opencv';

/**
 * The recognizers of this server. Each enrolled sample gets a template of all of them, so that switching asks nobody
 * to enroll again.
 * @param customModel path of the description of the operator's own model, empty where there is none.
 */
export function installedRecognizers(customModel = ''): RecognizerId[] {
  return RECOGNIZERS.filter((id) => id !== 'custom' || customModel !== '');
}

/**
 * A recognizer of its own, for one worker thread. Templates of one recognizer mean nothing to another.
 * @param modelsDir folder of the installed packages, see `findModels`.
 * @throws {ModelError} when a network's file is missing or cannot be used.
 * @throws {Error} in one line, where OpenCV is asked for and cannot be loaded.
 */
export async function openRecognizer(
  id: RecognizerId,
  modelsDir: string,
  customModel = '',
  lbphBackend: LbphBackend = 'typescript',
): Promise<Recognizer> {
  const open = {
    embedding: () => openEmbedding(modelsDir),
    lbph: async () => (lbphBackend === 'opencv' ? openLbphByOpenCv(modelsDir) : createLbph()),
    custom: () => openCustom(customModel),
  } satisfies Record<RecognizerId, () => Promise<unknown>>;
  return (await open[id]()) as Recognizer;
}
