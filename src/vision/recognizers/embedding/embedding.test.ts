import { afterAll, describe, expect, test } from 'bun:test';
import { seededRandom } from '../../../biometrics/random.ts';
import { findModels } from '../../models/models.ts';
import { ARCFACE_POINTS } from '../../pipeline/align.ts';
import type { AlignedFace } from '../recognizer.ts';
import { openEmbedding } from './embedding.ts';

const SIDE = 112;
const recognizer = await openEmbedding(findModels());
const glance = recognizer.glance!;

/** An aligned picture of soft blobs, like a face. `mirrored`: its mirror image. */
function face(seed: number, mirrored = false): AlignedFace {
  const random = seededRandom(seed);
  const blobs = Array.from({ length: 12 }, () => [random() * SIDE, random() * SIDE, 8 + 20 * random(), random()]);
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const [x, y] = [mirrored ? SIDE - 1 - (i % SIDE) : i % SIDE, Math.floor(i / SIDE)];
    const light = blobs.reduce((sum, [bx, by, size, value]) => {
      return sum + value! * Math.exp(-((x - bx!) ** 2 + (y - by!) ** 2) / (2 * size! ** 2));
    }, 0.2);
    data.fill(Math.min(255, 120 * light), 3 * i, 3 * i + 3);
  }
  return {
    width: SIDE,
    height: SIDE,
    data,
    source: { frame: { width: SIDE, height: SIDE, data }, points: ARCFACE_POINTS },
  };
}

afterAll(() => recognizer.release?.());

describe('the embedding', () => {
  test('of a face and that of its mirror image are nearer with the second look than without', async () => {
    const [one, other] = [face(1), face(1, true)];
    const quick = recognizer.compare(await glance.first(one), await glance.first(other));
    const thorough = recognizer.compare(await recognizer.extract(one), await recognizer.extract(other));
    expect(thorough).toBeGreaterThan(quick);
  });

  test('of one look is nearly that of two, and unlike that of another picture', async () => {
    const both = await recognizer.extract(face(2));
    expect(recognizer.compare(both, await glance.first(face(2)))).toBeGreaterThan(0.8);
    expect(recognizer.compare(both, await recognizer.extract(face(2)))).toBeCloseTo(1, 6);
    const stored = recognizer.decode(recognizer.encode(both));
    expect(recognizer.compare(both, stored)).toBeGreaterThan(0.999);
  });

  test('of a completed first look is that of both looks, with a stored first look or without', async () => {
    const first = await glance.first(face(4));
    const both = await recognizer.extract(face(4));
    expect(await glance.complete(face(4), first)).toEqual(both);
    expect(await glance.complete(face(4), Float32Array.from(first))).toEqual(both);
  });

  test('needs the frame for its second look', () => {
    const { source: _, ...gone } = face(3);
    expect(Promise.resolve(recognizer.extract(gone))).rejects.toThrow('its frame is not there');
  });
});
