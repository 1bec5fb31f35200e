/** From image files to templates, as at sign-in but for one thing: of several faces the central one is meant. */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../src/biometrics/observation.ts';
import { normalizeFrame, PHOTOGRAPH } from '../../src/vision/pipeline/normalize.ts';
import type { Pipeline } from '../../src/vision/pipeline/pipeline.ts';
import type { Frame } from '../../src/vision/protocol.ts';
import type { Recognizer } from '../../src/vision/recognizers/recognizer.ts';
import type { Failures } from './portraits.ts';

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
  /** What a first look gives, by the template of all looks, where the recognizer has such a thing. */
  firsts: Map<unknown, unknown>;
  /** How many images gave no template, by their problem. */
  failures: Failures;
  /** How many images gave one though sign-in would have asked for another frame, by their problem. */
  poor: Partial<Record<Problem, number>>;
};

/** Looks for all of them first: an hour's work should not end at the last image. */
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
 * Templates of the images below `<data>/images/`. One that is damaged is counted and passed over.
 * @throws {Error} in one line, naming an image that is missing.
 */
export async function extractAll(images: readonly string[], options: ExtractOptions): Promise<Extracted> {
  const { data, pipeline, recognizer, gate, progress } = options;
  await requireImages(images, data);
  const templates = new Map<string, unknown>();
  const firsts: Extracted['firsts'] = new Map();
  const failures: Extracted['failures'] = {};
  const poor: Extracted['poor'] = {};
  for (const [index, image] of images.entries()) {
    const frame = await readFrame(image, data);
    if (!frame) {
      failures.damaged = (failures.damaged ?? 0) + 1;
      progress(index + 1, images.length);
      continue;
    }
    const { observation, aligned } = await pipeline.look(frame, 'central');
    const { problem } = observation;
    const kept = aligned !== undefined && !(gate && problem);
    if (problem) (kept ? poor : failures)[problem] = ((kept ? poor : failures)[problem] ?? 0) + 1;
    if (kept) {
      const first = await recognizer.glance?.first(aligned);
      const template = await (recognizer.glance?.complete(aligned, first) ?? recognizer.extract(aligned));
      templates.set(image, template);
      if (recognizer.glance) firsts.set(template, first);
    }
    progress(index + 1, images.length);
  }
  return { templates, firsts, failures, poor };
}
