/**
 * The picture of a profile: what phones take is taken, and a refused one loses nothing that was typed beside it.
 * On PGlite alone: a picture is refused before any statement, and a row of bytes otherwise.
 */
import { beforeEach, describe, expect, test } from 'bun:test';
import sharp from 'sharp';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, registerAt, type Visitor } from '../../../test/helpers/site/site.ts';
import { avatars, profiles } from '../../db/schema.ts';
import { FRAME_BYTES } from '../../http/body/capture.ts';
import { FRAME_LIMIT, limitsOf } from '../../vision/pipeline/normalize.ts';
import { AVATAR } from './avatar.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let anna: Visitor;
beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  anna = openSite(deps).visitor();
  await registerAt(anna, 'anna');
});

const MB = 1_048_576;
const flat = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#8ac' }, limitInputPixels: false });

/** A JPEG of at least so many bytes: decoders pass over what follows the end of the picture. */
async function heavy(bytes: number): Promise<Buffer> {
  const jpeg = await flat(2400, 1800).jpeg().toBuffer();
  return Buffer.concat([jpeg, Buffer.alloc(Math.max(0, bytes - jpeg.length))]);
}

function save(picture: Uint8Array, headers: Record<string, string> = {}, fields: Record<string, string> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ city: 'Ulm', description: 'A & B', ...fields })) form.set(name, value);
  form.set('avatar', new Blob([new Uint8Array(picture)]), 'IMG_0001.JPG');
  return anna.post('/account/edit', form, headers);
}

describe('a picture of a phone is taken, upright and as a square', () => {
  test.each([
    ['24 megapixels', () => flat(5712, 4284).jpeg().withMetadata({ orientation: 6 }).toBuffer()],
    ['24 megapixels as a PNG', () => flat(5712, 4284).png({ compressionLevel: 1 }).toBuffer()],
    ['48 megapixels', () => flat(8064, 6048).jpeg().toBuffer()],
    ['6 MB', () => heavy(6 * MB)],
  ])('%s', async (_, make) => {
    expect((await save(await make())).status).toBe(303);
    const [avatar] = await deps.db.select().from(avatars);
    const { format, width, height } = await sharp(avatar!.image).metadata();
    expect([format, width, height]).toEqual(['webp', 512, 512]);
  });
});

describe('a picture that is refused', () => {
  test.each([
    ['too many bytes', () => heavy(AVATAR.limit + 1), 'larger than 16 MB', '图片超过了 16 MB'],
    [
      'too many pixels',
      () =>
        flat(AVATAR.side + 1, 8)
          .png()
          .toBuffer(),
      'more than 8192 pixels',
      '超过了 8192 像素',
    ],
    ['no picture', async () => Buffer.from('GIF89a'), 'not a JPEG, PNG or WebP', '不是 JPEG、PNG 或 WebP'],
  ])('says why beside the form with all that was typed: %s', async (_, make, english, chinese) => {
    for (const [language, words] of [
      ['en', english],
      ['zh-CN', chinese],
    ] as const) {
      const refused = await save(await make(), { 'Accept-Language': language });
      expect(refused.status).toBe(422);
      const text = await refused.text();
      expect(text).toContain(words);
      expect(text).toMatch(/name="city"[^>]*value="Ulm"|value="Ulm"[^>]*name="city"/);
      expect(text).toContain('>A &amp; B</textarea>');
    }
    expect(await deps.db.select().from(avatars)).toEqual([]);
    expect((await deps.db.select().from(profiles))[0]?.city ?? null).toBeNull();
  });

  test('says the limits that the code has', async () => {
    const page = await (await anna.get('/account/edit')).text();
    expect(page).toContain(`up to ${limitsOf(AVATAR).limit} MB`);
    expect(page).toContain(`data-bytes="${AVATAR.limit}"`);
  });
});

test('a request that is too large for the form still keeps its texts: they come before the picture', async () => {
  const page = await (await anna.get('/account/edit')).text();
  expect(page.indexOf('name="description"')).toBeLessThan(page.indexOf('name="avatar"'));
  const owner = /name="form_owner" value="([^"]+)"/.exec(page)![1]!;
  const headers = { 'Content-Length': String(AVATAR.limit + 2 * MB) };
  const refused = await save(new Uint8Array(AVATAR.limit + 2 * MB), headers, { form_owner: owner });
  expect(refused.status).toBe(413);
  const text = await refused.text();
  expect(text).toContain('name="city" value="Ulm"');
  expect(text).toContain('name="description" value="A &amp; B"');
});

test('a frame has one limit, for its part of the body and for its picture', () => {
  expect(FRAME_BYTES).toBe(FRAME_LIMIT);
});
