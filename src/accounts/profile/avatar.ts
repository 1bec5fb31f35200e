/** The picture of a profile: checked like a frame, then made anew, so that nothing of the uploaded file is kept. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { inspectImage } from '../../vision/pipeline/normalize.ts';
import { VisionError } from '../../vision/protocol.ts';

/** Bytes of an uploaded picture, at most. */
export const AVATAR_BYTES = 5 * 1_048_576;
/** Pixels of a side. */
const SIDE = 512;

/**
 * A square WebP of the picture: rotated as its EXIF says, cut around what catches the eye, without metadata.
 * @throws {VisionError} `bad-image` with the fault.
 */
export async function makeAvatar(upload: Uint8Array): Promise<{ image: Uint8Array; version: string }> {
  await inspectImage(upload, { limit: AVATAR_BYTES });
  const image = await sharp(upload, { limitInputPixels: 4096 * 4096, failOn: 'truncated' })
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
