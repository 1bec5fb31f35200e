import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeIf, livenessModels, testData } from '../../../test/helpers/need.ts';
import { PASSIVE_RULE } from '../../biometrics/liveness.ts';
import { findModels } from '../models/models.ts';
import { normalizeFrame } from '../pipeline/normalize.ts';
import { openPipeline, type Pipeline } from '../pipeline/pipeline.ts';
import { openPassive, type PassiveCue, surroundings } from './passive.ts';
import { livenessPolicy } from './rule.ts';

describe('the part of the frame that the networks see', () => {
  const frame = { width: 640, height: 480 };

  test('is the box, enlarged around its middle', () => {
    const part = surroundings({ x: 300, y: 200, width: 40, height: 50 }, frame, 2);
    expect(part).toEqual({ x: 280, y: 175, width: 80, height: 100 });
  });

  test('is shifted into the frame', () => {
    const part = surroundings({ x: 10, y: 400, width: 60, height: 70 }, frame, 2.7);
    expect(part.x).toBe(0);
    expect(part.y + part.height).toBeCloseTo(479, 9);
  });

  test('is as large as the frame allows when the face is too near for its scale', () => {
    const part = surroundings({ x: 100, y: 50, width: 300, height: 400 }, frame, 4);
    expect(part.height).toBeCloseTo(479, 9);
    expect(part.y).toBe(0);
    expect(part.x).toBeGreaterThanOrEqual(0);
  });
});

describe('which check is made', () => {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-liveness-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('without the networks: the challenge alone if that is enough, and no start if the setting needs them', async () => {
    expect(await livenessPolicy({ liveness: 'challenge', modelsDir: folder })).toEqual({ challenge: true });
    expect(livenessPolicy({ liveness: 'passive', modelsDir: folder })).rejects.toThrow(/models fetch/);
    expect(await livenessPolicy({ liveness: 'off', modelsDir: folder })).toEqual({ challenge: false });
    expect(livenessPolicy({ liveness: 'strict', modelsDir: folder })).rejects.toThrow(/models fetch/);
  });

  test('with a damaged network: the same', async () => {
    writeFileSync(join(folder, 'MiniFASNetV2.onnx'), 'damaged');
    expect(await livenessPolicy({ liveness: 'challenge', modelsDir: folder })).toEqual({ challenge: true });
    expect(livenessPolicy({ liveness: 'passive', modelsDir: folder })).rejects.toThrow(/SHA-256/);
  });
});

const models = livenessModels();
const cameras = testData('webcam-id');
const why = 'the liveness networks or web-camera frames are not there (see docs/liveness.md)';

/** Four of everybody's fourteen frames, of two moments. */
const FOUR = /_0[15]\./;

describeIf(models && cameras, 'the passive cue', why, () => {
  let [cue, pipeline] = [] as unknown as [PassiveCue, Pipeline];

  beforeAll(async () => {
    [cue, pipeline] = [await openPassive(models!), await openPipeline(findModels())];
  });
  afterAll(async () => {
    await cue.release();
    await pipeline.release();
  });

  async function meanOf(files: readonly string[]): Promise<number> {
    let [sum, count] = [0, 0];
    for (const file of files) {
      const frame = await normalizeFrame(readFileSync(file));
      const { observation } = await pipeline.look(frame, 'central');
      if (!observation.face) continue;
      sum += await cue.score(frame, observation.face.box);
      count++;
    }
    return sum / count;
  }

  test('scores people before web cameras as live', async () => {
    for (const person of readdirSync(cameras!)) {
      const folder = join(cameras!, person);
      const files = readdirSync(folder).filter((file) => FOUR.test(file));
      expect(files).toHaveLength(4);
      expect(await meanOf(files.map((file) => join(folder, file)))).toBeGreaterThan(PASSIVE_RULE.passive);
    }
  }, 60_000);

  test('scores stills of attacks as attacks, and the real one as live', async () => {
    const still = (kind: string, name: string) => meanOf([join(testData('pad')!, kind, `silentface-${name}.jpg`)]);
    for (const attack of ['F1', 'F2']) expect(await still('fake', attack)).toBeLessThan(PASSIVE_RULE.passive);
    expect(await still('real', 'T1')).toBeGreaterThan(PASSIVE_RULE.passive);
  });

  test('gives the same frame the same score each time', async () => {
    const [file] = readdirSync(join(cameras!, 'franck')).map((name) => join(cameras!, 'franck', name));
    expect(await meanOf([file!])).toBe(await meanOf([file!]));
  });
});
