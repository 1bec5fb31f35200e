/**
 * Decodes uploaded bytes to pixels and refuses dangerous or useless files. It runs on the main thread, since sharp
 * crashes in the worker threads of Bun (oven-sh/bun#19474). libvips decodes on its own threads anyway.
 */
import sharp from 'sharp';
import { type Frame, type ImageFault, VisionError } from '../protocol.ts';

/** Largest size of a frame in bytes: 1 MiB. */
export const FRAME_LIMIT = 1_048_576;
/** Largest side of an image in pixels. */
export const SIDE_LIMIT = 4096;
/**
 * Longest side of a frame in pixels. The detector scales it to 320x240; a face in 640 pixels is aligned without loss.
 */
const FRAME_SIDE = 640;

/** `limit`: bytes of the image. `side`: pixels along a side. */
export type ImageLimits = { limit?: number; side?: number };

/** For the photographs of an operator's measurements, which come from cameras and not from strangers. */
export const PHOTOGRAPH: ImageLimits = { limit: 64 * FRAME_LIMIT, side: 16_384 };

/** Limits as texts name them: megabytes, and pixels along a side. */
export function limitsOf({ limit = FRAME_LIMIT, side = SIDE_LIMIT }: ImageLimits = {}): {
  limit: number;
  side: number;
} {
  return { limit: limit / 1_048_576, side };
}

export type ImageType = 'jpeg' | 'png' | 'webp';

function refuse(fault: ImageFault, why: string, cause?: unknown): VisionError {
  return new VisionError('bad-image', `Cannot decode the image: ${why}`, fault, { cause });
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

/** The type by the first bytes. The name and the declared type do not matter. */
function sniff(bytes: Uint8Array): ImageType | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  return undefined;
}

/**
 * Whether a PNG is animated: it has a chunk `acTL` before the first `IDAT`. libvips itself reads only its first
 * picture.
 */
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
 * @param limits {@link FRAME_LIMIT} bytes and {@link SIDE_LIMIT} pixels along a side by default.
 * @returns the type and the stored size, before EXIF rotation.
 * @throws {VisionError} `bad-image` with the first of these faults: empty, too-large, type, damaged (the header cannot
 * be read), dimensions (too many pixels along a side), animated, depth (16 bits a channel).
 */
export async function inspectImage(
  bytes: Uint8Array,
  { limit = FRAME_LIMIT, side = SIDE_LIMIT }: ImageLimits = {},
): Promise<{ type: ImageType; width: number; height: number }> {
  if (bytes.length === 0) throw refuse('empty', 'it is empty');
  if (bytes.length > limit) throw refuse('too-large', `${bytes.length} bytes, more than ${limit}`);
  const type = sniff(bytes);
  if (!type) throw refuse('type', 'not a JPEG, PNG or WebP image');
  // This function checks the number of pixels itself, with a fault of its own. Reading a header costs no memory.
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
 * Warnings about undamaged pictures of some phones (lovell/sharp#1578). Any other warning of libvips means that the
 * file is damaged.
 */
const HARMLESS = /Invalid SOS parameters|extraneous bytes before marker/;

/** Decodes to upright 8-bit sRGB without alpha, on a white background. */
function upright(bytes: Uint8Array, failOn: 'warning' | 'truncated', side: number) {
  return sharp(bytes, { limitInputPixels: side * side, failOn })
    .autoOrient()
    .flatten({ background: '#fff' })
    .toColourspace('srgb');
}

type Pixels = Omit<Frame, 'scale'>;

async function decode(bytes: Uint8Array, failOn: 'warning' | 'truncated', side: number): Promise<Pixels> {
  const { data, info } = await upright(bytes, failOn, side)
    .resize({ width: FRAME_SIDE, height: FRAME_SIDE, fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  // A copy, since the memory of libvips cannot be transferred to another thread.
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

/**
 * Decodes a JPEG, PNG or WebP image into a frame: rotated as EXIF says, sRGB without alpha, longest side reduced to 640
 * pixels, never enlarged. Only the pixels of a polyglot file remain.
 * @throws {VisionError} as {@link inspectImage}, and `damaged` for an image that is cut short or corrupt.
 */
export async function normalizeFrame(bytes: Uint8Array, limits: ImageLimits = {}): Promise<Frame> {
  const stored = await inspectImage(bytes, limits);
  const { side = SIDE_LIMIT } = limits;
  try {
    const pixels = await decode(bytes, 'warning', side).catch((error: Error) => {
      if (HARMLESS.test(error.message)) return decode(bytes, 'truncated', side);
      throw error;
    });
    const scale = Math.max(stored.width, stored.height) / Math.max(pixels.width, pixels.height);
    return scale === 1 ? pixels : { ...pixels, scale };
  } catch (cause) {
    throw refuse('damaged', (cause as Error).message, cause);
  }
}

/**
 * Sets sharp for a server of small frames, in the entire process. It takes one thread for each picture: frames are
 * small, several are decoded at a time, and the vision worker needs its core. It has no cache: no picture comes twice,
 * and faces must not stay in memory.
 */
export function tuneSharp(): void {
  sharp.concurrency(1);
  sharp.cache(false);
}
