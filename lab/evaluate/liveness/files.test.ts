import { afterAll, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { findSamples, framesOf, type Sample } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'facelogin-samples-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('images and clips are found by their endings, also in folders below, in order', async () => {
  const shown = join(folder, 'shown');
  mkdirSync(join(shown, 'ann'), { recursive: true });
  for (const name of ['phone.MP4', 'ann/2.webp', 'ann/1.JPG', 'notes.txt', '._phone.jpg']) {
    writeFileSync(join(shown, name), '');
  }
  expect(await findSamples(shown, 'fake')).toEqual([
    { file: 'ann/1.JPG', path: join(shown, 'ann/1.JPG'), label: 'fake', clip: false },
    { file: 'ann/2.webp', path: join(shown, 'ann/2.webp'), label: 'fake', clip: false },
    { file: 'phone.MP4', path: join(shown, 'phone.MP4'), label: 'fake', clip: true },
  ]);
});

test('a folder that is not there, or has nothing of use, is refused in one line', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  await expect(findSamples(join(folder, 'nowhere'), 'real')).rejects.toThrow(/nowhere: there is no such folder\.$/);
  await expect(findSamples(empty, 'real')).rejects.toThrow(/^There is no image and no clip in [^\n]*$/);
});

test('a damaged picture is refused by its name in one line', async () => {
  const path = join(folder, 'damaged.jpg');
  writeFileSync(path, Uint8Array.of(0xff, 0xd8, 0xff, 0));
  const sample: Sample = { file: 'damaged.jpg', path, label: 'real', clip: false };
  await expect(framesOf(sample).next()).rejects.toThrow(/^Cannot use \S*damaged\.jpg: [^\n]*$/);
});

test('a picture is made as small as at sign-in, also one that is too large to send', async () => {
  const path = join(folder, 'large.png');
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
  const create = { width: 1280, height: 960, channels: 3 as const, background: '#000', noise };
  await sharp({ create }).png().toFile(path);
  const { value } = await framesOf({ file: 'large.png', path, label: 'real', clip: false }).next();
  expect(value).toMatchObject({ width: 640, height: 480 });
});
