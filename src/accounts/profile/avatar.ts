/** Checks the picture of a profile like a frame and encodes it anew: nothing of the uploaded file stays. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { inspectImage } from '../../vision/pipeline/normalize.ts';
import { VisionError } from '../../vision/protocol.ts';

/**
 * Bytes, and pixels along a side, of an uploaded picture, at most: what phones take, 48 megapixels. A PNG of
 * 8192x8192 pixels takes a second to decode, line by line.
 */
export const AVATAR = { limit: 16 * 1_048_576, side: 8192 };
/** Pixels of a side. */
const SIDE = 512;

/**
 * Makes a square WebP: rotated as the EXIF says, cropped to the region that attracts most attention, without metadata.
 * @throws {VisionError} `bad-image` with the fault.
 */
export async function makeAvatar(upload: Uint8Array): Promise<{ image: Uint8Array; version: string }> {
  await inspectImage(upload, AVATAR);
  const image = await sharp(upload, { limitInputPixels: AVATAR.side ** 2, failOn: 'truncated' })
    .rotate()
    .toColourspace('srgb')
    .resize(SIDE, SIDE, { fit: 'cover', position: 'attention' })
    .webp({ quality: 82 })
    .toBuffer()
    .catch((cause: Error) => {
      throw new VisionError('bad-image', `Cannot decode the image: ${cause.message}`, 'damaged', { cause });
    });
  return { image, version: createHash('sha256').update(image).digest('hex').slice(0, 16) };
}
