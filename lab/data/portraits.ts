/** Makes templates of the people of a set. It counts an image that it cannot use, and passes over it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../src/biometrics/observation.ts';
import { normalizeFrame, PHOTOGRAPH } from '../../src/vision/pipeline/normalize.ts';
import type { Frame } from '../../src/vision/protocol.ts';
import type { Progress } from '../progress.ts';
import { imagesFolder, keptApart, type Member, readMembers, type SetOptions } from './groups.ts';
import type { Networks } from './networks.ts';

/** Why an image gave no template. */
export type Failure = Problem | 'damaged';
/** How many images gave none, by why. */
export type Failures = Partial<Record<Failure, number>>;

/** Counts one more. */
export function count(failures: Failures, failure: Failure): void {
  failures[failure] = (failures[failure] ?? 0) + 1;
}

/** A person with the templates of the images, in their order. */
export type Portrayed = Member & { templates: unknown[] };

export type PortraitOptions = Networks & {
  /** Whether to leave out, too, what sign-in would refuse. */
  gate: boolean;
  progress: Progress;
};

export type Portraits = { people: Portrayed[]; images: number; failures: Failures };

/** Puts the frame in the middle of a black one twice as wide and high: the detector wants room around a face. */
export function withBorder({ width, height, data }: Frame): Frame {
  const [left, top] = [Math.round(width / 2), Math.round(height / 2)];
  const wide = width + 2 * left;
  const bordered = new Uint8Array(wide * (height + 2 * top) * 3);
  for (let row = 0; row < height; row++) {
    bordered.set(data.subarray(row * width * 3, (row + 1) * width * 3), ((row + top) * wide + left) * 3);
  }
  return { width: wide, height: height + 2 * top, data: bordered };
}

async function templateOf(
  path: string,
  tight: boolean,
  { pipeline, recognizer, gate }: PortraitOptions,
): Promise<{ template: unknown } | { failure: Failure }> {
  const decoded = await normalizeFrame(await readFile(path), PHOTOGRAPH).catch(() => undefined);
  if (!decoded) return { failure: 'damaged' };
  const { observation, aligned } = await pipeline.look(tight ? withBorder(decoded) : decoded, 'central');
  const { problem } = observation;
  if (!aligned || (gate && problem)) return { failure: problem ?? 'no-face' };
  return { template: await recognizer.extract(aligned) };
}

/**
 * Looks at every image of a set.
 * @returns the people of whom there is a template, the number of images, and how many gave no template, by why.
 */
export async function portray(set: SetOptions, options: PortraitOptions): Promise<Portraits> {
  const members = await readMembers(set);
  const folder = imagesFolder(set.data);
  const images = members.reduce((sum, member) => sum + member.images.length, 0);
  const failures: Failures = {};
  const people: Portrayed[] = [];
  let done = 0;
  for (const member of members) {
    const templates: unknown[] = [];
    for (const image of member.images) {
      const found = await templateOf(join(folder, image), set.tight ?? false, options);
      if ('failure' in found) count(failures, found.failure);
      else templates.push(found.template);
      options.progress(++done, images, `images of ${set.data}`);
    }
    if (templates.length > 0) people.push({ ...member, templates });
  }
  return { people, images, failures };
}

/**
 * Looks at several sets, and keeps groups of one name apart.
 * @param tell is told what each set gave.
 * @returns the people of all sets.
 */
export async function portrayAll(
  sets: readonly SetOptions[],
  options: PortraitOptions,
  tell: (data: string, found: Portraits) => void,
): Promise<Portrayed[]> {
  const people: Portrayed[] = [];
  for (const set of sets) {
    const found = await portray(set, options);
    tell(set.data, found);
    people.push(...keptApart(people, found.people, set.data));
  }
  return people;
}
