/** From image files to templates, as at sign-in but for one thing: of several faces the central one is meant. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../biometrics/observation.ts';
import { normalizeFrame } from '../normalize.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Recognizer } from '../recognizers/recognizer.ts';

export type ExtractOptions = {
  /** Folder with `images/`. */
  data: string;
  pipeline: Pipeline;
  recognizer: Recognizer;
  /** Leave out what sign-in would refuse, too: turned away, blurred, dark … A photo has no next frame to ask for. */
  gate: boolean;
  /** Is told how many of all images are done. */
  progress: (done: number, all: number) => void;
};

export type Extracted = {
  templates: Map<string, unknown>;
  /** How many images gave no template, by their problem. */
  failures: Partial<Record<Problem, number>>;
  /** How many images gave one though sign-in would have asked for another frame, by their problem. */
  poor: Partial<Record<Problem, number>>;
};

/** Templates of the images below `<data>/images/`. @throws {VisionError} for a file that is no image. */
export async function extractAll(images: readonly string[], options: ExtractOptions): Promise<Extracted> {
  const { data, pipeline, recognizer, gate, progress } = options;
  const templates = new Map<string, unknown>();
  const [failures, poor]: Extracted['failures'][] = [{}, {}];
  for (const [index, image] of images.entries()) {
    const frame = await normalizeFrame(await readFile(join(data, 'images', image)));
    const { observation, aligned } = await pipeline.look(frame, 'central');
    const { problem } = observation;
    const counted = aligned && !(gate && problem) ? poor : failures;
    if (problem) counted![problem] = (counted![problem] ?? 0) + 1;
    if (counted === poor) templates.set(image, await recognizer.extract(aligned!));
    progress(index + 1, images.length);
  }
  return { templates, failures: failures!, poor: poor! };
}
