/** Reads frames out of a request's body. */
import type { Context } from 'hono';
import { AppError } from '../../errors.ts';
import type { Env } from '../env.ts';

/** Bytes of one frame, at most: a 640x480 JPEG has 40 to 90 KB. */
export const FRAME_BYTES = 1_048_576;
/** Room for the multipart wrapping and the other fields beside a frame. */
export const WRAPPING_BYTES = 65_536;
/** Bytes of a clip, at most: its 24 frames, also large ones. */
export const CLIP_BYTES = 16 * 1_048_576;
/**
 * Milliseconds to the answer to a clip: its 24 frames go one at a time behind everybody's sign-in. An uploaded picture
 * has the same size and the same time.
 */
export const CLIP_MS = 25_000;

/** Whether the request says that its body is a form. */
export function isForm(c: Context<Env>): boolean {
  const type = c.req.header('Content-Type') ?? '';
  return /^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type);
}

/** The body as form data. @throws {AppError} `bad-request` where it is no form. */
export async function formData(c: Context<Env>): Promise<FormData> {
  if (!isForm(c)) throw new AppError('bad-request');
  try {
    return await c.req.formData();
  } catch (cause) {
    // The body limit interrupts the reading with an error of its own.
    if (cause instanceof AppError) throw cause;
    throw new AppError('bad-request', { cause });
  }
}

async function frameBytes(part: File | string): Promise<Uint8Array> {
  if (typeof part === 'string') throw new AppError('frame-missing');
  if (part.size === 0) throw new AppError('image.empty');
  if (part.size > FRAME_BYTES) throw new AppError('image.too-large', { vars: { limit: FRAME_BYTES / 1_048_576 } });
  return new Uint8Array(await part.arrayBuffer());
}

/**
 * The `frame` parts of a multipart body, in their order, as encoded images. It checks count and size; the decoder checks
 * the rest.
 * @param most frames.
 * @throws {AppError} `frame-missing`, `too-many-frames`, `image.empty`, `image.too-large`.
 */
export async function readFrames(form: FormData, most: number): Promise<Uint8Array[]> {
  const parts = form.getAll('frame');
  if (parts.length === 0) throw new AppError('frame-missing');
  if (parts.length > most) throw new AppError('too-many-frames');
  return Promise.all(parts.map(frameBytes));
}
