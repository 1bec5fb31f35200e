import { describe, expect, test } from 'bun:test';
import { seededRandom } from '../../biometrics/random.ts';
import type { GalleryTemplate } from '../protocol.ts';
import { calibrationOf } from '../recognizers/calibration.ts';
import { createLbph } from '../recognizers/lbph/lbph.ts';
import type { AlignedFace } from '../recognizers/recognizer.ts';
import { evaluateGallery, type GalleryOptions } from './measure.ts';

const lbph = createLbph();

/** Each person has waves of their own, a little different in each picture. */
async function template(userId: string, person: number, picture: number): Promise<GalleryTemplate> {
  const random = seededRandom(person);
  const waves = Array.from({ length: 4 }, () => [random() - 0.5, random() - 0.5, 7 * random()] as const);
  const noise = seededRandom(1000 * person + picture);
  const data = Uint8Array.from({ length: 112 * 112 * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % 112, Math.floor(i / 336)];
    const wave = waves.reduce((sum, [across, down, phase]) => sum + 28 * Math.sin(across * x + down * y + phase), 0);
    return 124 + wave + 4 * noise();
  });
  const extracted = await lbph.extract({ width: 112, height: 112, data } as AlignedFace);
  const bytes = lbph.encode(extracted);
  return { userId, templateId: `${userId} ${picture}`, recognizer: 'lbph', version: lbph.version, bytes };
}

function person(number: number, pictures: number): Promise<GalleryTemplate[]> {
  const userId = `person ${number}`;
  return Promise.all(Array.from({ length: pictures }, (_, picture) => template(userId, number, picture)));
}

async function* inBatches(people: readonly GalleryTemplate[][]): AsyncGenerator<GalleryTemplate[]> {
  for (const templates of people) yield templates;
}

function evaluate(people: readonly GalleryTemplate[][], options: Partial<GalleryOptions> = {}) {
  return evaluateGallery({
    recognizer: 'lbph',
    modelsDir: '',
    batches: inBatches(people),
    targetFmr: 1e-4,
    templatesPerPerson: 5,
    comparedWith: (all) => all,
    ...options,
  });
}

const factor = calibrationOf('lbph').attempt!.factor;

describe('the people of a gallery', () => {
  test('are each compared with their other templates and with everybody else', async () => {
    const people = await Promise.all([person(1, 3), person(2, 2), person(3, 1)]);
    const result = await evaluate(people);
    expect(result).toMatchObject({ people: 3, enrolled: 3, images: 6, impostor: 12 });
    // A single template has no other one to be compared with.
    expect(result.genuine).toBe(5);
    expect(result.operatingPoints.map(({ fnmr }) => fnmr)).toEqual([0, 0, 0, 0]);
    expect(result.eer).toBe(0);
  });

  test('do not match themselves by the template that is the probe', async () => {
    const [first, second] = [await person(1, 1), await person(2, 1)];
    // Two pictures of different textures under one name: each can only be compared with the other.
    const mixed = [...first, { ...second[0]!, userId: 'person 1' }];
    const { thresholds, genuine } = await evaluate([mixed, await person(3, 2)]);
    expect(genuine).toBe(4);
    expect(thresholds.inUseGenuine).toBe(2);
  });

  test('support no more than the rule of three, and the result says so', async () => {
    const people = await Promise.all([1, 2, 3, 4, 5].map((number) => person(number, 2)));
    const result = await evaluate(people);
    expect(result.thresholds).toMatchObject({ comparedWith: 5, reach: 3 / 10, supported: false, inUseImpostor: 0 });
    // The measured factor of an attempt, for five people.
    expect(result.thresholds.neededFmr).toBeCloseTo(1e-4 / (5 * factor), 12);
  });

  test('need a stricter threshold when two of them look alike', async () => {
    const twin = (await person(1, 2)).map((one) => ({ ...one, userId: 'twin', templateId: `twin ${one.templateId}` }));
    const result = await evaluate([await person(1, 2), twin, await person(2, 2)]);
    const { suggested, inUse, inUseImpostor } = result.thresholds;
    expect(inUseImpostor).toBe(4);
    expect(suggested!).toBeGreaterThan(inUse);
  });

  test('are one comparison when the user name comes first', async () => {
    const people = await Promise.all([person(1, 2), person(2, 2)]);
    expect((await evaluate(people, { comparedWith: () => 1 })).thresholds.neededFmr).toBeCloseTo(1e-4 / factor, 12);
  });

  test('give no impostor comparison when there are fewer than two', async () => {
    const nobody = await evaluate([]);
    expect(nobody).toMatchObject({ genuine: 0, impostor: 0, eer: null, operatingPoints: [] });
    expect(await evaluate([await person(1, 3)])).toMatchObject({ people: 1, genuine: 3, impostor: 0 });
  });

  test('are left out when their templates are of another version or damaged, as at sign-in', async () => {
    const [good, other] = [await person(1, 2), await person(2, 2)];
    const damaged = { ...good[0]!, templateId: 'damaged', bytes: Uint8Array.of(1, 2, 3) };
    const { images, people } = await evaluate([[...good, damaged], other.map((one) => ({ ...one, version: 99 }))]);
    expect([images, people]).toEqual([2, 1]);
  });
});
