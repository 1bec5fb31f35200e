/** From image files to templates, the same way as at sign-in: unusable images are left out and counted. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { normalizeFrame } from '../normalize.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Recognizer } from '../recognizers/recognizer.ts';

export type Extracted = {
  templates: Map<string, unknown>;
  /** How many images were refused, by their problem. */
  refused: Record<string, number>;
};

const REPORT_EVERY = 500;

/**
 * Templates of the usable images below `<data>/images/`.
 * @param log is told about the progress, one line each 500 images.
 */
export async function extractAll(
  images: readonly string[],
  {
    data,
    pipeline,
    recognizer,
    log,
  }: { data: string; pipeline: Pipeline; recognizer: Recognizer; log: (line: string) => void },
): Promise<Extracted> {
  const templates = new Map<string, unknown>();
  const refused: Record<string, number> = {};
  for (const [index, image] of images.entries()) {
    const frame = await normalizeFrame(await readFile(join(data, 'images', image)));
    const { observation, aligned } = await pipeline.look(frame);
    const problem = observation.problem ?? (aligned ? undefined : 'no-face');
    if (problem) refused[problem] = (refused[problem] ?? 0) + 1;
    else templates.set(image, await recognizer.extract(aligned!));
    if ((index + 1) % REPORT_EVERY === 0) log(`${index + 1} of ${images.length} images`);
  }
  return { templates, refused };
}
