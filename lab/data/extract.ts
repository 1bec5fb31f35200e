/** Makes templates of image files as sign-in does, but for one thing: of several faces it takes the central one. */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../src/biometrics/observation.ts';
import { normalizeFrame, PHOTOGRAPH } from '../../src/vision/pipeline/normalize.ts';
import type { Pipeline } from '../../src/vision/pipeline/pipeline.ts';
import type { Frame } from '../../src/vision/protocol.ts';
import type { Recognizer } from '../../src/vision/recognizers/recognizer.ts';
import { count, type Failures } from './portraits.ts';

export type ExtractOptions = {
  /** Folder with `images/`. */
  data: string;
  pipeline: Pipeline;
  recognizer: Recognizer;
  /** Whether to leave out, too, what sign-in would refuse: turned away, blurred, dark … A photo has no next frame. */
  gate: boolean;
  /** Is told how many of all images are done. */
  progress: (done: number, all: number) => void;
};

export type Extracted = {
  templates: Map<string, unknown>;
  /** The template of the first look, by the template of all looks. Empty where the recognizer has no first look. */
  firsts: Map<unknown, unknown>;
  /** How many images gave no template, by their problem. */
  failures: Failures;
  /** How many images gave a template though sign-in would have asked for another frame, by their problem. */
  poor: Partial<Record<Problem, number>>;
};

/** Looks for all images first, so that an hour's work does not end at the last one. */
async function requireImages(images: readonly string[], data: string): Promise<void> {
  const there = await Promise.all(
    images.map((image) =>
      access(join(data, 'images', image)).then(
        () => true,
        () => false,
      ),
    ),
  );
  const missing = images.filter((_, index) => !there[index]);
  if (missing.length === 0) return;
  throw new Error(
    `${missing.length} of ${images.length} images are missing in ${join(data, 'images')}, first ${missing[0]}.`,
  );
}

/** The image below `<data>/images/`, decoded and made small; undefined where it cannot be used. */
async function readFrame(image: string, data: string): Promise<Frame | undefined> {
  return normalizeFrame(await readFile(join(data, 'images', image)), PHOTOGRAPH).catch(() => undefined);
}

/**
 * Makes templates of the images below `<data>/images/`. It counts a damaged image and passes over it.
 * @throws {Error} in one line that names an image that is missing.
 */
export async function extractAll(images: readonly string[], options: ExtractOptions): Promise<Extracted> {
  const { data, progress } = options;
  await requireImages(images, data);
  const extracted: Extracted = { templates: new Map(), firsts: new Map(), failures: {}, poor: {} };
  for (const [index, image] of images.entries()) {
    await extract(image, extracted, options);
    progress(index + 1, images.length);
  }
  return extracted;
}

async function extract(image: string, { templates, firsts, failures, poor }: Extracted, options: ExtractOptions) {
  const { data, pipeline, recognizer, gate } = options;
  const frame = await readFrame(image, data);
  if (!frame) return count(failures, 'damaged');
  const { observation, aligned } = await pipeline.look(frame, 'central');
  const { problem } = observation;
  const kept = aligned !== undefined && !(gate && problem);
  if (problem) count(kept ? poor : failures, problem);
  if (!kept) return;
  const first = await recognizer.glance?.first(aligned);
  const template = await (recognizer.glance?.complete(aligned, first) ?? recognizer.extract(aligned));
  templates.set(image, template);
  if (recognizer.glance) firsts.set(template, first);
}
