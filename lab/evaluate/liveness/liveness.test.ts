import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { PASSIVE_RULE } from '../../../src/biometrics/liveness.ts';
import type { Face } from '../../../src/biometrics/observation.ts';
import type { Pipeline } from '../../../src/vision/pipeline/pipeline.ts';
import { findSamples, type Sample } from './files.ts';
import { livenessJson } from './json.ts';
import { type Cue, evaluateLiveness, type FrameLook, shortDecisions } from './liveness.ts';
import { livenessReport } from './report.ts';

const folder = mkdtempSync(join(tmpdir(), 'facelogin-liveness-'));
const [real, fake] = [join(folder, 'real'), join(folder, 'fake')];

/** The red of a picture is its score, from 0 to 250; green: no face; blue: a face that sign-in would not judge. */
async function draw(path: string, r: number, g = 0, b = 0): Promise<void> {
  const size = { width: 32, height: 32, channels: 3 as const };
  await sharp({ create: { ...size, background: { r, g, b } } })
    .png()
    .toFile(path);
}

/** The subjects that were asked for since the last evaluation began. */
const asked = new Set<string | undefined>();
const pipeline: Pipeline = {
  async look({ width, height, data }, subject) {
    asked.add(subject);
    const [, green, blue] = data;
    const observation = { frame: { width, height }, faces: 1, candidates: [] };
    if (green! > 100) return { observation: { ...observation, faces: 0, problem: 'no-face' } };
    const face: Face = {
      box: { x: 0, y: 0, width, height },
      score: 1,
      points: [],
      pose: { yaw: 0, pitch: 0, roll: 0 },
      quality: { brightness: 0, contrast: 0, sharpness: 0 },
    };
    return { observation: { ...observation, face, ...(blue! > 100 && { problem: 'blurred' }) } };
  },
  async release() {},
};
const cues: Cue[] = [{ name: 'passive', score: async ({ data }) => data[0]! / 250 }];

beforeAll(async () => {
  mkdirSync(join(real, 'ann'), { recursive: true });
  mkdirSync(fake);
  await draw(join(real, 'ann', '1.PNG'), 250);
  await draw(join(real, 'ann', '2.png'), 125);
  await draw(join(real, 'blurred.png'), 100, 0, 255);
  await draw(join(real, 'dim.png'), 45);
  await draw(join(real, 'nobody.png'), 250, 255);
  await draw(join(fake, 'phone.png'), 25);
  await draw(join(fake, 'good print.png'), 200);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function evaluate(gate: boolean, given?: Sample[]) {
  const samples = given ?? [...(await findSamples(real, 'real')), ...(await findSamples(fake, 'fake'))];
  asked.clear();
  return evaluateLiveness({ samples, pipeline, cues, rule: PASSIVE_RULE, gate, progress: () => {} });
}

describe('the liveness check on pictures', () => {
  test('has one verdict a file, none without a face, and counts that as a failure to acquire', async () => {
    const { presentations } = await evaluate(false);
    expect(presentations.map(({ file, verdict }) => [file, verdict])).toEqual([
      ['ann/1.PNG', 'live'],
      ['ann/2.png', 'live'],
      ['blurred.png', 'live'],
      ['dim.png', 'attack'],
      ['nobody.png', 'inconclusive'],
      ['good print.png', 'live'],
      ['phone.png', 'attack'],
    ]);
  });

  test('has rates of frames and of files, the latter of those with a verdict', async () => {
    const { cues: rates, files } = await evaluate(false);
    expect(rates.passive).toMatchObject({ threshold: 0.2, bpcer: { hits: 1, trials: 4 } });
    expect(rates.passive.attacks[0]).toMatchObject({ file: 'good print.png', rate: 1 });
    expect(rates.passive.auc).toBeCloseTo(5 / 8, 12);
    expect(files).toMatchObject({ apcer: { hits: 1, trials: 2 }, bpcer: { hits: 1, trials: 4 } });
  });

  test('leaves out what sign-in would not judge where that is asked', async () => {
    const { cues: rates, presentations } = await evaluate(true);
    // Several faces are a problem at sign-in. Otherwise the central one is taken.
    expect([...asked]).toEqual(['alone']);
    expect(rates.passive.bpcer).toMatchObject({ hits: 1, trials: 3 });
    expect(presentations.find(({ file }) => file === 'blurred.png')).toMatchObject({ verdict: 'inconclusive' });
  });

  test('takes the central face of each picture where nothing is left out', async () => {
    await evaluate(false);
    expect([...asked]).toEqual(['central']);
  });

  test('measures nothing where no frame of one kind has a face', async () => {
    const samples = (await findSamples(real, 'real')).filter(({ file }) => file === 'nobody.png');
    await expect(evaluate(false, samples)).rejects.toThrow('There is no usable face in any of 1 frames of --real');
  });

  test('is written with every number by its name', async () => {
    const json = livenessJson(await evaluate(false)) as Record<string, Record<string, unknown>>;
    expect(json.cues).toMatchObject({
      passive: { threshold: 0.2, apcer: 1, apcerFile: 'good print.png', bpcer: 1 / 4 },
    });
    expect(json.counts).toEqual({
      real: { files: 5, frames: 5, failuresToAcquire: 1, poor: 1 },
      fake: { files: 2, frames: 2, failuresToAcquire: 0, poor: 0 },
    });
    const of = (file: string) => Object.values(json.clips!).find((clip) => (clip as { file: string }).file === file);
    expect(of('phone.png')).toMatchObject({ label: 'fake', verdict: 'attack', score: 0.1, scores: [0.1], attack: 1 });
    expect(of('nobody.png')).toMatchObject({ score: null, scores: [null], failuresToAcquire: 1, live: 0 });
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });

  test('is told with the attack that passes, and with the frames that were no use', async () => {
    const text = livenessReport(await evaluate(false));
    expect(text).toContain('Failures to acquire (no face): 1 real, 0 attack.');
    expect(text).toContain('Kept, though sign-in would ask for another frame: 1 real, 0 attack.');
    expect(text).toContain('| APCER good print.png | 1 of 1 | 100 % |');
    expect(text).toMatch(/Worst APCER: 100 % \(2\.5\d* % to 100 %\), good print\.png\./);
    expect(text).toContain('| fake/phone.png | 1 of 1 | 0.10 | - | - | attack |');
  });
});

describe('short decisions', () => {
  const frames = (...scores: (number | undefined)[]): FrameLook[] =>
    scores.map((passive) => (passive === undefined ? {} : { cues: { passive } }));

  test('are the means of two frames that follow each other, those without a face left out', () => {
    const { lowest, highest } = shortDecisions(frames(0.9, undefined, 0.1, 0.3, 0.9), 'passive')!;
    expect(lowest).toBeCloseTo(0.2, 12);
    expect(highest).toBeCloseTo(0.6, 12);
  });

  test('are none of a single frame', () => {
    expect(shortDecisions(frames(0.9), 'passive')).toBeNull();
    expect(shortDecisions([], 'passive')).toBeNull();
  });
});
