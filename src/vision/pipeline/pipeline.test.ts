import { afterAll, describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describeIf, testData } from '../../../test/helpers/need.ts';
import type { Problem } from '../../biometrics/observation.ts';
import { findModels } from '../models/models.ts';
import type { Frame, GalleryTemplate } from '../protocol.ts';
import { createEngine } from '../workers/engine.ts';
import { normalizeFrame } from './normalize.ts';
import { type Look, openPipeline } from './pipeline.ts';

const faces = testData('webcam-id') ?? '';
const WHY = 'needs web-camera frames: put the folder webcam-id (see docs/accuracy.md) where FACELOGIN_TESTDATA points';

/** Eight of everybody's fourteen frames. */
const EIGHT = /_0[1-4]\./;

/** A frame of one of the people: a name, `enroll_01` to `_06` or `probe_01` to `_08`. */
function frameOf(person: string, frame = 'enroll_01'): Uint8Array {
  return new Uint8Array(readFileSync(join(faces, person, `${frame}.jpg`)));
}

async function jpeg(image: Sharp): Promise<Uint8Array> {
  return new Uint8Array(await image.jpeg({ quality: 90 }).toBuffer());
}

describe('frames without a face', async () => {
  const pipeline = await openPipeline(findModels());
  afterAll(() => pipeline.release());

  function flat(value: number): Frame {
    return { width: 320, height: 240, data: new Uint8Array(320 * 240 * 3).fill(value) };
  }

  test('show nobody, or that the camera is covered', async () => {
    expect((await pipeline.look(flat(120))).observation).toEqual({
      frame: { width: 320, height: 240 },
      faces: 0,
      problem: 'no-face',
      candidates: [],
    });
    expect((await pipeline.look(flat(4))).observation.problem).toBe('too-dark');
  });
});

describeIf(faces, 'web-camera frames', WHY, () => {
  const opened = openPipeline(findModels());
  afterAll(async () => (await opened).release());

  async function look(bytes: Uint8Array): Promise<Look> {
    return (await opened).look(await normalizeFrame(bytes));
  }

  async function problemOf(image: Sharp): Promise<Problem | undefined> {
    return (await look(await jpeg(image))).observation.problem;
  }

  test('at least 95 of 100 are usable, and everybody has five of eight or more', async () => {
    let [usable, all] = [0, 0];
    for (const person of readdirSync(faces)) {
      let ofPerson = 0;
      for (const file of readdirSync(join(faces, person)).filter((name) => EIGHT.test(name))) {
        const { observation } = await look(new Uint8Array(readFileSync(join(faces, person, file))));
        expect(observation.faces).toBe(1);
        all++;
        if (!observation.problem) ofPerson++;
      }
      expect(ofPerson).toBeGreaterThanOrEqual(5);
      usable += ofPerson;
    }
    expect(all).toBeGreaterThan(100);
    expect(usable / all).toBeGreaterThan(0.95);
  });

  test('a usable one has a face, its measures and an aligned face', async () => {
    const { observation, aligned } = await look(frameOf('lp_d9'));
    expect(observation).toMatchObject({ frame: { width: 512, height: 480 }, faces: 1, candidates: [] });
    expect(observation.problem).toBeUndefined();
    const { box, score, pose, quality } = observation.face!;
    expect(score).toBeGreaterThan(0.95);
    // The place of the face in this frame, measured by eye.
    expect(Math.abs(box.x + box.width / 2 - 250)).toBeLessThan(30);
    expect(Math.abs(box.y + box.height / 2 - 240)).toBeLessThan(40);
    expect(Math.max(Math.abs(pose.yaw), Math.abs(pose.roll))).toBeLessThan(12);
    expect(quality.sharpness).toBeGreaterThan(100);
    expect(aligned!.data).toHaveLength(112 * 112 * 3);
  });

  test('the aligned face has its eyes at the ArcFace points, however the head leans', async () => {
    const upright = (await look(frameOf('lp_d9'))).aligned!;
    for (const degrees of [-20, 20]) {
      const turned = sharp(frameOf('lp_d9')).rotate(degrees, { background: '#888' });
      const { aligned, observation } = await look(await jpeg(turned));
      expect(Math.abs(observation.face!.pose.roll - degrees)).toBeLessThan(8);
      let difference = 0;
      for (let i = 0; i < upright.data.length; i++) difference += Math.abs(upright.data[i]! - aligned!.data[i]!);
      expect(difference / upright.data.length).toBeLessThan(20);
    }
  });

  test('mirrored, a head looks to the other side', async () => {
    // The man looks to his left, the right of the image.
    const bytes = frameOf('franck', 'probe_08');
    const yaw = (await look(bytes)).observation.face!.pose.yaw;
    const mirrored = (await look(await jpeg(sharp(bytes).flop()))).observation.face!.pose.yaw;
    expect(yaw).toBeGreaterThan(8);
    expect(Math.abs(yaw + mirrored)).toBeLessThan(5);
  });

  describe('made worse', () => {
    const person = () => sharp(frameOf('auduno', 'probe_02'));

    test('unchanged: no problem', async () => expect(await problemOf(person())).toBeUndefined());
    test('very dark', async () => expect(await problemOf(sharp(frameOf('lp_d10')).linear(0.15, 0))).toBe('too-dark'));
    test('too dark for a face to be found', async () =>
      expect(await problemOf(person().linear(0.05, 0))).toBe('too-dark'));
    test('glaring', async () => expect(await problemOf(sharp(frameOf('lp_d14')).linear(2.5, 0))).toBe('too-bright'));
    test('out of focus', async () => expect(await problemOf(person().blur(4))).toBe('blurred'));

    test('far away', async () => {
      const background = '#777';
      const small = await person().resize({ width: 200 }).toBuffer();
      const far = sharp(small).extend({ left: 220, right: 220, top: 165, bottom: 165, background });
      expect(await problemOf(far)).toBe('too-far');
    });

    test.each(['left', 'right', 'top', 'bottom'] as const)('cut off at the %s', async (side) => {
      const { box, pose } = (await look(frameOf('lp_d9'))).observation.face!;
      const [width, height] = [512, 480];
      const cut = {
        left: side === 'left' ? box.x + box.width * 0.3 : 0,
        top: side === 'top' ? box.y + box.height * 0.3 : 0,
        right: side === 'right' ? box.x + box.width * 0.7 : width,
        bottom: side === 'bottom' ? box.y + box.height * 0.7 : height,
      };
      const left = Math.round(cut.left);
      const top = Math.round(cut.top);
      const region = { left, top, width: Math.round(cut.right) - left, height: Math.round(cut.bottom) - top };
      expect(Math.abs(pose.roll)).toBeLessThan(10);
      expect(await problemOf(sharp(frameOf('lp_d9')).extract(region))).toBe('off-centre');
    });

    test.each([0.9, 0.8])('so near that %p of the face fills the frame', async (part) => {
      const { box } = (await look(frameOf('lp_d9'))).observation.face!;
      const height = Math.round(box.height * part);
      const width = Math.round((height * 4) / 3);
      const left = Math.round(box.x + (box.width - width) / 2);
      const region = { left, top: Math.round(box.y + (box.height - height) / 2), width, height };
      expect(await problemOf(sharp(frameOf('lp_d9')).extract(region).resize(640, 480, { fit: 'fill' }))).toBe(
        'too-close',
      );
    });

    async function together(secondWidth: number): Promise<Problem | undefined> {
      const second = await sharp(frameOf('lp_d6')).resize({ width: secondWidth }).toBuffer();
      return problemOf(
        sharp({ create: { width: 800, height: 512, channels: 3, background: '#777' } }).composite([
          { input: Buffer.from(frameOf('lp_d0')), left: 0, top: 0 },
          { input: second, left: 512, top: 40 },
        ]),
      );
    }

    test('a bystander of half the size is seen', async () => expect(await together(280)).toBe('several-faces'));
    test('a face on a small picture is not', async () => expect(await together(110)).toBeUndefined());
  });

  test('through the engine, everybody finds themselves in a gallery of the others', async () => {
    const people = readdirSync(faces);
    const engine = createEngine({
      workerUrl: new URL('../workers/vision.worker.ts', import.meta.url),
      modelsDir: findModels(),
      recognizer: 'lbph',
      loadGallery: () => [],
      log: { info: () => {}, warn: () => {}, error: () => {} },
      onFatal: () => {},
    });
    try {
      for (const person of people) {
        const samples = [engine.sample(frameOf(person))];
        const gallery = (await Promise.all(samples)).flatMap(({ templates }, n): GalleryTemplate[] =>
          templates.map((template) => ({ ...template, userId: person, templateId: `${person} ${n}` })),
        );
        await engine.putUser(person, gallery);
      }
      expect(engine.status().people).toBe(people.length);
      let [asked, right] = [0, 0];
      for (const person of people) {
        for (const probe of ['probe_01', 'probe_07']) {
          const { problem, candidates } = await engine.observe(frameOf(person, probe));
          if (problem) continue;
          expect(candidates).toHaveLength(3);
          expect(new Set(candidates.map(({ userId }) => userId)).size).toBe(3);
          asked++;
          if (candidates[0]!.userId === person) right++;
        }
      }
      expect(asked).toBeGreaterThan(20);
      expect(right).toBe(asked);
      await engine.putUser(people[0]!, []);
      const { candidates } = await engine.observe(frameOf(people[0]!, 'probe_01'));
      expect(candidates.map(({ userId }) => userId)).not.toContain(people[0]);
    } finally {
      await engine.close();
    }
  });
});
