import { expect, test } from 'bun:test';
import { Hono } from 'hono';
import { AppError } from '../../errors.ts';
import type { Env } from '../env.ts';
import { CLIP_BYTES, FRAME_BYTES, formData, readFrames } from './capture.ts';

const app = new Hono<Env>();
app.post('/', async (c) => c.json((await readFrames(await formData(c), 3)).map((frame) => frame.length)));
app.onError((error, c) => c.text(error instanceof AppError ? error.code : `unforeseen: ${error.message}`, 400));

async function post(...parts: (number | string)[]): Promise<string> {
  const body = new FormData();
  for (const part of parts) {
    if (typeof part === 'string') body.append('frame', part);
    else body.append('frame', new Blob([new Uint8Array(part)]), 'frame.jpg');
  }
  return (await app.request('/', { method: 'POST', body })).text();
}

test('frames arrive in their order', async () => {
  expect(await post(3, 5, 4)).toBe('[3,5,4]');
});

test('what is not a clip of frames is refused with its reason', async () => {
  expect(await post()).toBe('frame-missing');
  expect(await post('text')).toBe('frame-missing');
  expect(await post(5, 0)).toBe('image.empty');
  expect(await post(FRAME_BYTES + 1)).toBe('image.too-large');
  expect(await post(1, 1, 1, 1)).toBe('too-many-frames');
});

test('a full clip of frames fits the limit of a clip', () => {
  expect(24 * 90_000).toBeLessThan(CLIP_BYTES);
});

test('a body that is no form, or a cut one, is refused', async () => {
  const send = async (type: string, body: string) =>
    (await app.request('/', { method: 'POST', headers: { 'Content-Type': type }, body })).text();
  expect(await send('application/json', '{}')).toBe('bad-request');
  expect(await send('multipart/form-data', 'x')).toBe('bad-request');
  expect(await send('multipart/form-data; boundary=b', '--b\r\nContent-Dispo')).toBe('bad-request');
});
