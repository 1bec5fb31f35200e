/** Images and clips below a folder, as the frames that sign-in would look at. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { normalizeFrame } from '../../../src/vision/pipeline/normalize.ts';
import type { Frame } from '../../../src/vision/protocol.ts';
import { clipFrames } from './clip.ts';

const IMAGES = ['.jpg', '.jpeg', '.png', '.webp'];
const CLIPS = ['.mp4', '.webm', '.mov', '.mjpeg'];
/** Bytes of a picture. More than at sign-in, where the browser makes it small; pixels are limited as there. */
const LIMIT = 32 * 1024 * 1024;

/** Whether a person or an attack is shown. */
export type Label = 'real' | 'fake';

/** One file: a person or an attack before a camera. `file` is its path below the folder. */
export type Sample = { file: string; path: string; label: Label; clip: boolean };

/**
 * Images and clips of the folder and of those in it, by their names' endings, in the order of their names.
 * @throws {Error} in one line: the folder is not there, or has none.
 */
export async function findSamples(folder: string, label: Label): Promise<Sample[]> {
  const names = await readdir(folder, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such folder' : cause.message;
    throw new Error(`Cannot read the folder ${folder}: ${why}.`, { cause });
  });
  const endsIn = (endings: readonly string[], name: string) => endings.includes(extname(name).toLowerCase());
  const samples = names
    .filter((name) => !basename(name).startsWith('.') && endsIn([...IMAGES, ...CLIPS], name))
    .sort()
    .map((file) => ({ file, path: join(resolve(folder), file), label, clip: endsIn(CLIPS, file) }));
  if (samples.length > 0) return samples;
  throw new Error(`There is no image and no clip in ${folder} (${[...IMAGES, ...CLIPS].join(', ')}).`);
}

/**
 * The frames of one file, decoded and made small as at sign-in.
 * @param ffmpeg for clips, see {@link clipFrames}, as is `perSecond`.
 * @throws {Error} in one line, naming the file, where it cannot be read to its end: a gap would flatter the rates.
 */
export async function* framesOf({ path, clip }: Sample, ffmpeg?: string, perSecond?: number): AsyncGenerator<Frame> {
  try {
    if (clip) {
      const frames = clipFrames(ffmpeg!, path, perSecond);
      for await (const bytes of frames) yield await normalizeFrame(bytes, { limit: LIMIT });
    } else {
      yield await normalizeFrame(await readFile(path), { limit: LIMIT });
    }
  } catch (cause) {
    // libvips tells everything that is wrong, a line each.
    const [why] = (cause as Error).message.split('\n');
    throw new Error(`Cannot use ${path}: ${why}`, { cause });
  }
}
