/** Reads the pictures of a program's request. They lie in memory for the request alone. */
import type { Context } from 'hono';
import { AppError } from '../../errors.ts';
import { formData } from '../../http/body/capture.ts';
import type { Env } from '../../http/env.ts';

/** Bytes of one picture, at most: photographs of phones are larger than frames. */
export const PICTURE_BYTES = 5 * 1_048_576;

/** @throws {AppError} `image.empty`, `image.too-large`. */
export function checkSize(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) throw new AppError('image.empty');
  if (bytes.length > PICTURE_BYTES)
    throw new AppError('image.too-large', { vars: { limit: PICTURE_BYTES / 1_048_576 } });
  return bytes;
}

async function bytesOf(part: File | string): Promise<Uint8Array> {
  if (typeof part === 'string') throw new AppError('frame-missing');
  return checkSize(new Uint8Array(await part.arrayBuffer()));
}

/**
 * The parts `image` of a multipart body, in their order, and its texts.
 * @throws {AppError} `bad-request`, `frame-missing`, `too-many-frames`, `image.empty`, `image.too-large`.
 */
export async function readPictures(c: Context<Env>, most: number): Promise<{ images: Uint8Array[]; form: FormData }> {
  const form = await formData(c);
  const parts = form.getAll('image');
  if (parts.length === 0) throw new AppError('frame-missing');
  if (parts.length > most) throw new AppError('too-many-frames');
  const images: Uint8Array[] = [];
  for (const part of parts) images.push(await bytesOf(part));
  return { images, form };
}

/** A text of the form; empty where it has none. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
