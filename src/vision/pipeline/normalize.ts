/**
 * From uploaded bytes to pixels. Everything that makes a file dangerous or useless is found here, on the main thread,
 * where sharp has to stay: it does not survive being loaded in worker threads of Bun (oven-sh/bun#19474), and libvips
 * decodes on threads of its own anyway.
 */
import sharp from 'sharp';
import { type Frame, type ImageFault, VisionError } from '../protocol.ts';

/** Bytes that one frame may have: 1 MiB. */
export const FRAME_LIMIT = 1_048_576;
/** Pixels that an image may have along a side. */
export const SIDE_LIMIT = 4096;
/** Longest side of a frame. The detector looks at 320x240 of it; a face of 640 pixels is aligned without loss. */
const FRAME_SIDE = 640;

/** What an image may be. `limit`: bytes. `side`: pixels along a side. */
export type ImageLimits = { limit?: number; side?: number };

/** For photographs that an operator measures with: they come from cameras and not from strangers. */
export const PHOTOGRAPH: ImageLimits = { limit: 64 * FRAME_LIMIT, side: 16_384 };

export type ImageType = 'jpeg' | 'png' | 'webp';

function refuse(fault: ImageFault, why: string, cause?: unknown): VisionError {
  return new VisionError('bad-image', `Cannot decode the image: ${why}`, fault, { cause });
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

/** The type by the first bytes, whatever the name or the declared type says. */
function sniff(bytes: Uint8Array): ImageType | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  return undefined;
}

/** Whether a PNG declares itself animated: a chunk `acTL` before the first `IDAT`. libvips reads its first picture only. */
function isAnimatedPng(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 8 <= bytes.length; at += 12 + view.getUint32(at)) {
    const chunk = ascii(bytes, at + 4, at + 8);
    if (chunk === 'acTL') return true;
    if (chunk === 'IDAT') return false;
  }
  return false;
}

/**
 * Checks an uploaded image by its header, without decoding it.
 * @param limits what it may be: {@link FRAME_LIMIT} bytes and {@link SIDE_LIMIT} pixels along a side by default.
 * @returns its type and its size as stored, before EXIF rotation.
 * @throws {VisionError} `bad-image` with the fault, in this order: empty, too-large, type, dimensions (too many along
 * a side), animated, depth (16 bits a channel), damaged (the header cannot be read).
 */
export async function inspectImage(
  bytes: Uint8Array,
  { limit = FRAME_LIMIT, side = SIDE_LIMIT }: ImageLimits = {},
): Promise<{ type: ImageType; width: number; height: number }> {
  if (bytes.length === 0) throw refuse('empty', 'it is empty');
  if (bytes.length > limit) throw refuse('too-large', `${bytes.length} bytes, more than ${limit}`);
  const type = sniff(bytes);
  if (!type) throw refuse('type', 'not a JPEG, PNG or WebP image');
  // The limit on pixels is ours to tell, with its own fault; reading a header costs no memory.
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((cause: Error) => {
      throw refuse('damaged', cause.message, cause);
    });
  const { width, height, pages = 1, depth } = header;
  if (width > side || height > side) {
    throw refuse('dimensions', `${width}x${height} pixels, more than ${side} along a side`);
  }
  if (pages > 1 || (type === 'png' && isAnimatedPng(bytes))) throw refuse('animated', 'it is animated');
  if (depth !== 'uchar') throw refuse('depth', 'it has 16 bits a channel, not 8');
  return { type, width, height };
}

/**
 * Faults that JPEG decoders only warn of and that whole pictures of some phones have (lovell/sharp#1578): everything
 * else that libvips warns of is a damaged file.
 */
const HARMLESS = /Invalid SOS parameters|extraneous bytes before marker/;

/** The decoding pipeline up to upright 8-bit sRGB without alpha (white shines through). */
function upright(bytes: Uint8Array, failOn: 'warning' | 'truncated', side: number) {
  return sharp(bytes, { limitInputPixels: side * side, failOn })
    .autoOrient()
    .flatten({ background: '#fff' })
    .toColourspace('srgb');
}

async function decode(bytes: Uint8Array, failOn: 'warning' | 'truncated', side: number): Promise<Frame> {
  const { data, info } = await upright(bytes, failOn, side)
    .resize({ width: FRAME_SIDE, height: FRAME_SIDE, fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  // A copy, because memory that libvips owns cannot be transferred to another thread.
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

/**
 * Decodes a JPEG, PNG or WebP image into a frame: EXIF rotation applied, sRGB without alpha, longest side reduced to
 * 640 pixels, never enlarged. Of a polyglot file only the pixels go on.
 * @throws {VisionError} as {@link inspectImage}, and `damaged` for an image that is cut short or corrupt.
 */
export async function normalizeFrame(bytes: Uint8Array, limits: ImageLimits = {}): Promise<Frame> {
  await inspectImage(bytes, limits);
  const { side = SIDE_LIMIT } = limits;
  try {
    return await decode(bytes, 'warning', side).catch((error: Error) => {
      if (HARMLESS.test(error.message)) return decode(bytes, 'truncated', side);
      throw error;
    });
  } catch (cause) {
    throw refuse('damaged', (cause as Error).message, cause);
  }
}

/**
 * Settings of sharp for a server of small frames; they hold for the whole process. One thread a picture: frames are
 * small, several are decoded at a time, and the vision worker needs its core. No cache: no picture comes twice, and
 * faces must not stay in memory.
 */
export function tuneSharp(): void {
  sharp.concurrency(1);
  sharp.cache(false);
}
