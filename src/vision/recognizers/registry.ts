/** All recognizers, by name. */
import { openCustom } from './custom/custom.ts';
import { openEmbedding } from './embedding/embedding.ts';
import { createLbph } from './lbph/lbph.ts';
import { openLbphByOpenCv } from './lbph/opencv.ts';
import type { Recognizer, RecognizerId } from './recognizer.ts';

/** The names that settings and commands accept. */
export const RECOGNIZERS: readonly RecognizerId[] = ['embedding', 'lbph', 'custom'];

/** What computes LBPH: `lbph.ts`, or OpenCV through its addon, which only one thread of a process can load. */
export type LbphBackend = 'typescript' | 'opencv';

/**
 * The recognizers of this server. Each enrolled sample gets a template of each of them, so that nobody has to enroll
 * again after a switch.
 * @param customModel path of the description of the operator's own model; empty without one.
 */
export function installedRecognizers(customModel = ''): RecognizerId[] {
  return RECOGNIZERS.filter((id) => id !== 'custom' || customModel !== '');
}

/**
 * Opens a recognizer for one worker thread. Templates of different recognizers cannot be compared.
 * @param modelsDir folder of the installed packages, see `findModels`.
 * @throws {ModelError} when the file of a network is missing or cannot be used.
 * @throws {Error} in one line, when OpenCV is the backend and cannot be loaded.
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
