/** The picture that a bench looks at: a photo that its user names, else a drawing. */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { DRAWN_FACE } from './drawn-face.ts';

/** Says which picture it is. */
export function pictureLine(file = ''): string {
  return file ? `The picture is ${file}.` : 'The picture is a drawn face; --frame FILE shows a photo in its place.';
}

/**
 * The picture as a JPEG of 640x480, as a browser's canvas sends it.
 * @param file a photo with one face; the drawing where there is none.
 */
export async function frameOf(file = ''): Promise<Uint8Array<ArrayBuffer>> {
  const upright = sharp(file ? readFileSync(file) : Buffer.from(DRAWN_FACE)).autoOrient();
  return new Uint8Array(await upright.resize(640, 480, { fit: 'cover' }).jpeg({ quality: 90 }).toBuffer());
}
