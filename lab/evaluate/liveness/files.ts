/** Images and clips below a folder, as frames that sign-in would look at. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { normalizeFrame } from '../../../src/vision/pipeline/normalize.ts';
import type { Frame } from '../../../src/vision/protocol.ts';
import { clipFrames } from './clip.ts';

const IMAGES = ['.jpg', '.jpeg', '.png', '.webp'];
const CLIPS = ['.mp4', '.webm', '.mov', '.mjpeg'];
/**
 * Bytes of a picture at most: more than at sign-in, where the browser makes it small. The limit of pixels is the same.
 */
export const BYTES_MOST = 32 * 1024 * 1024;

/** Whether a file shows a person or an attack. */
export type Label = 'real' | 'fake';

/** One file. `file` is its path below the folder. */
export type Sample = { file: string; path: string; label: Label; clip: boolean };

/**
 * Finds the images and clips of a folder and of the folders in it, by the endings of their names, in the order of their
 * names.
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
 * Gives the frames of one file, decoded and made small as at sign-in.
 * @param ffmpeg program for clips. @param perSecond see {@link clipFrames}.
 * @throws {Error} in one line that names the file: it cannot be read to its end. A gap would flatter the rates.
 */
export async function* framesOf({ path, clip }: Sample, ffmpeg?: string, perSecond?: number): AsyncGenerator<Frame> {
  try {
    if (clip) {
      const frames = clipFrames(ffmpeg!, path, perSecond);
      for await (const bytes of frames) yield await normalizeFrame(bytes, { limit: BYTES_MOST });
    } else {
      yield await normalizeFrame(await readFile(path), { limit: BYTES_MOST });
    }
  } catch (cause) {
    // libvips says everything that is wrong, each in a line of its own.
    const [why] = (cause as Error).message.split('\n');
    throw new Error(`Cannot use ${path}: ${why}`, { cause });
  }
}
