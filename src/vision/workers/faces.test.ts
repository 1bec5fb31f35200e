/** Pictures of programs: several faces, large files, people without a way in. Real pictures and networks. */

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { findClips } from '../../../test/helpers/camera/clips.ts';
import { describeIf } from '../../../test/helpers/need.ts';
import { findModels } from '../models/models.ts';
import type { GalleryTemplate, VisionEngine } from '../protocol.ts';
import { createEngine } from './engine.ts';

const found = findClips();
const clips = 'clips' in found ? found.clips : undefined;
const MEGABYTE = 1_048_576;

/** The first frame of a clip. */
function frameOf(name: 'cap12_edit' | 'cap13_edit2' | 'franck'): Buffer {
  const file = readFileSync(clips![name]);
  return file.subarray(0, file.indexOf(Buffer.of(0xff, 0xd9)) + 2);
}

let both: Promise<Buffer> | undefined;
/** Both people side by side, in a picture of 2560x960 pixels. */
function together(): Promise<Buffer> {
  both ??= drawTogether();
  return both;
}

async function drawTogether(): Promise<Buffer> {
  const large = (frame: Buffer) => sharp(frame).resize(1280, 960).toBuffer();
  const parts = [await large(frameOf('cap12_edit')), await large(frameOf('franck'))];
  return sharp({ create: { width: 2560, height: 960, channels: 3, background: '#888' } })
    .composite(parts.map((input, at) => ({ input, left: at * 1280, top: 0 })))
    .jpeg()
    .toBuffer();
}

describeIf(clips, 'every face of a picture', 'missing' in found ? found.missing : '', () => {
  let engine: VisionEngine & { ready: Promise<void> };
  beforeAll(async () => {
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const workerUrl = new URL('./vision.worker.ts', import.meta.url);
    const options = { workerUrl, modelsDir: findModels(), recognizer: 'embedding' as const, loadGallery: () => [] };
    engine = createEngine({ ...options, log, onFatal: () => {} });
    await engine.ready;
    await engine.putUser('man', await templatesOf('man', 'cap13_edit2'));
    await engine.putUser('woman', await templatesOf('woman', 'franck', true));
  }, 60_000);
  afterAll(() => engine.close());

  async function templatesOf(userId: string, clip: 'cap13_edit2' | 'franck', subject = false) {
    const [face] = await engine.faces(frameOf(clip), { templates: true }, MEGABYTE);
    return face!.templates.map(
      (template): GalleryTemplate => ({ ...template, userId, templateId: `${userId} 1`, ...(subject && { subject }) }),
    );
  }

  test('both people of one picture are found, each in its place', async () => {
    const both = await engine.faces(await together(), { among: { people: true, subjects: true } }, 8 * MEGABYTE);
    const seen = both.map(({ observation }) => observation).sort((a, b) => a.face!.box.x - b.face!.box.x);
    expect(seen.map(({ candidates }) => candidates[0]!.userId)).toEqual(['man', 'woman']);
    for (const { candidates } of seen) expect(candidates[0]!.score).toBeGreaterThan(0.5);
    expect(seen[0]!.face!.box.x).toBeLessThan(1280);
    expect(seen[1]!.face!.box.x).toBeGreaterThan(1280);
    expect(seen[0]!.frame).toEqual({ width: 2560, height: 960 });
  });

  test('somebody without a way in is found by programs alone', async () => {
    const picture = frameOf('franck');
    const ids = async (among: Parameters<VisionEngine['faces']>[1]['among']) =>
      (await engine.faces(picture, { ...(among && { among }) }, MEGABYTE))[0]!.observation.candidates.map(
        ({ userId }) => userId,
      );
    expect(await ids({ subjects: true })).toEqual(['woman']);
    expect(await ids({ people: true })).toEqual(['man']);
    expect(await ids({ ids: ['woman'] })).toEqual(['woman']);
    expect(await ids(undefined)).toEqual([]);
    expect((await engine.observe(picture)).candidates.map(({ userId }) => userId)).toEqual(['man']);
    expect((await engine.observe(picture, { among: ['woman'] })).candidates).toEqual([]);
    expect(engine.status()).toMatchObject({ people: 1, subjects: 1 });
    expect([...(await engine.loaded()).keys()].sort()).toEqual(['man', 'woman']);
  });

  test('somebody who gets a way in is found by their sign-in from then on', async () => {
    await engine.putUser('woman', await templatesOf('woman', 'franck'));
    expect((await engine.observe(frameOf('franck'))).candidates[0]!.userId).toBe('woman');
    expect(engine.status()).toMatchObject({ people: 2, subjects: 0 });
    await engine.putUser('woman', await templatesOf('woman', 'franck', true));
  });

  test('a kiosk takes the nearest of several faces, and finds people without a way in among its own', async () => {
    const small = await sharp(frameOf('cap12_edit')).resize(400, 300).toBuffer();
    const near = await sharp(frameOf('franck')).resize(640, 480).toBuffer();
    const picture = await sharp({ create: { width: 1040, height: 480, channels: 3, background: '#888' } })
      .composite([
        { input: small, left: 0, top: 0 },
        { input: near, left: 400, top: 0 },
      ])
      .jpeg()
      .toBuffer();
    expect((await engine.observe(picture)).problem).toBe('several-faces');
    const seen = await engine.observe(picture, { kiosk: true, among: ['woman', 'man'] });
    expect(seen.faces).toBe(1);
    expect(seen.candidates[0]!.userId).toBe('woman');
    expect((await engine.observe(frameOf('franck'), { kiosk: true, among: ['man'] })).candidates[0]!.userId).toBe(
      'man',
    );
    expect((await engine.observe(frameOf('franck'), { kiosk: true, among: [] })).candidates).toEqual([]);
  });

  test('the most and the least that are asked for are kept', async () => {
    const picture = await together();
    expect(await engine.faces(picture, { most: 1 }, 8 * MEGABYTE)).toHaveLength(1);
    expect(await engine.faces(picture, { least: 1.01 }, 8 * MEGABYTE)).toEqual([]);
  });

  test('a picture above its limit is refused', async () => {
    const refused = await engine.faces(await together(), {}, 1000).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'bad-image', fault: 'too-large' });
  });
});
