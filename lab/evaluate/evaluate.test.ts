/** Both protocols from files to rates, with a recognizer that sees one number in a picture. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { Problem } from '../../src/biometrics/observation.ts';
import type { Pipeline } from '../../src/vision/pipeline/pipeline.ts';
import { createFlatIndex } from '../../src/vision/recognizers/flat-index.ts';
import type { AlignedFace, Recognizer } from '../../src/vision/recognizers/recognizer.ts';
import { evaluateIdentities } from './identities.ts';
import { evaluatePairs } from './pairs.ts';
import { resultJson } from './result.ts';

const compareAll = (probe: number, references: readonly number[]) =>
  Float64Array.from(references, (reference) => 1 - Math.abs(probe - reference) / 255);
const numbers = {
  id: 'lbph',
  version: 1,
  combines: 'best',
  extract: (face: AlignedFace) => face.data[0]!,
  compare: (a: number, b: number) => compareAll(a, [b])[0]!,
  compareAll,
  createIndex: () => createFlatIndex(compareAll),
} as unknown as Recognizer;

/** Grey 0 is a picture without a face; one from 250 on is turned away. */
const pipeline = {
  async look({ data }) {
    const problem: Problem | undefined = data[0] === 0 ? 'no-face' : data[0]! >= 250 ? 'turned-away' : undefined;
    const observation = { frame: { width: 16, height: 16 }, faces: 1, candidates: [], ...(problem && { problem }) };
    return { observation, ...(problem !== 'no-face' && { aligned: { width: 112, height: 112, data } as AlignedFace }) };
  },
} as Pick<Pipeline, 'look'> as Pipeline;

const options = { recognizer: numbers, pipeline, gate: false, progress: () => {} };

/** Each person's images by their grey. */
const PEOPLE: Record<string, number[]> = {
  Ann: [10, 12, 14, 250],
  Bob: [100, 102, 104],
  Cid: [180, 182, 0],
  Dan: [181],
};
let data = '';

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'facelogin-evaluate-'));
  const identities: Record<string, string[]> = {};
  for (const [person, greys] of Object.entries(PEOPLE)) {
    identities[person] = greys.map((grey) => `${person}/${grey}.png`);
    for (const grey of greys) {
      const file = join(data, 'images', person, `${grey}.png`);
      mkdirSync(dirname(file), { recursive: true });
      const background = { r: grey, g: grey, b: grey };
      await sharp({ create: { width: 16, height: 16, channels: 3, background } }).toFile(file);
    }
  }
  writeFileSync(join(data, 'identities.json'), JSON.stringify(identities));
  const pairs = [
    ['Ann/10', 'Ann/12', 1, 1],
    ['Ann/10', 'Bob/100', 0, 1],
    ['Cid/180', 'Cid/182', 1, 2],
    ['Cid/180', 'Dan/181', 0, 2],
    ['Cid/180', 'Cid/0', 1, 2],
  ].map(([a, b, ...rest]) => [`${a}.png`, `${b}.png`, ...rest].join('\t'));
  writeFileSync(join(data, 'pairs.tsv'), ['a\tb\tsame\tfold', ...pairs].join('\n'));
});
afterAll(() => rmSync(data, { recursive: true }));

describe('pairs', () => {
  test('are compared where both images give a template, and the failures counted', async () => {
    const result = await evaluatePairs({ ...options, data });
    expect(result).toMatchObject({ genuine: 2, impostor: 2, images: 7, failures: { 'no-face': 1 }, folds: [1, 2] });
    // Cid and Dan are nearer to each other than anybody to themselves.
    expect(result.operatingPoints.map(({ fnmr }) => fnmr)).toEqual([1, 1, 1]);
    // Either fold takes 2/255 away for the same: right in fold 1, and in fold 2 Dan passes for Cid.
    expect(result.accuracy).toBeCloseTo((1 + 1 / 2) / 2, 12);
  });

  test('of one fold have no accuracy; of one kind there is nothing to measure', async () => {
    const { accuracy, genuine } = await evaluatePairs({ ...options, data, folds: [1] });
    expect([accuracy, genuine]).toEqual([undefined, 1]);
    const recognizer = { ...numbers, extract: () => undefined } as Recognizer;
    const blind = { look: async () => ({ observation: { problem: 'no-face' } }) } as unknown as Pipeline;
    expect(evaluatePairs({ ...options, recognizer, pipeline: blind, data })).rejects.toThrow(
      'Cannot evaluate: no pairs',
    );
  });
});

describe('identities', () => {
  test('enrol everybody with enough templates and compare everybody else with them', async () => {
    const result = await evaluateIdentities({ ...options, data, enroll: 2, draws: 3 });
    // Ann has two images left, Bob one, Cid none: her own third has no face. Dan is never enrolled.
    expect(result).toMatchObject({ people: 3, images: 11, genuine: 9, failures: { 'no-face': 1 } });
    // 4 of Ann with 2 others, 3 of Bob with 2, 2 of Cid with 2, 1 of Dan with 3; in each draw.
    expect(result.impostor).toBe(3 * (8 + 6 + 4 + 3));
    expect(result.poor).toEqual({ 'turned-away': 1 });
  });

  test('with the gate count as failures what sign-in would refuse', async () => {
    const result = await evaluateIdentities({ ...options, gate: true, data, enroll: 2, draws: 3 });
    expect(result).toMatchObject({ genuine: 6, failures: { 'no-face': 1, 'turned-away': 1 }, poor: {} });
    // Two probes a draw, whatever the number of draws: Clopper and Pearson give 2 of 2 from 0.025 ** (1 / 2) on.
    expect(result.operatingPoints[0]!.fnmrLow).toBeCloseTo(Math.sqrt(0.025), 6);
  });

  test('search as strangers those who are not in the drawn half', async () => {
    const { identification } = await evaluateIdentities({ ...options, gate: true, data, enroll: 2, draws: 20 });
    // Cid and Dan look the same, so where Cid is enrolled Dan is let in before Cid's likes are.
    expect(identification![0]!.threshold).toBeGreaterThan(1 - 2 / 255);
    expect(identification![0]!.fnir).toBe(1);
  });

  test('give the same figures every time', async () => {
    const run = async () => ({ ...(await evaluateIdentities({ ...options, data, enroll: 1, draws: 2 })), seconds: 0 });
    expect(await run()).toEqual(await run());
  });

  test('are written with the fields that were promised', async () => {
    const json = resultJson(await evaluateIdentities({ ...options, data, enroll: 2, draws: 1 }));
    expect(Object.keys(json).sort()).toEqual(
      [
        ...['recognizer', 'protocol', 'images', 'failuresToAcquire', 'genuine', 'impostor', 'eer', 'operatingPoints'],
        ...['identification', 'seconds', 'people', 'enroll', 'draws', 'gate', 'poor'],
      ].sort(),
    );
    expect(json.failuresToAcquire).toBe(1);
    const [point] = json.operatingPoints as object[];
    expect(Object.keys(point!).sort()).toEqual(['fmr', 'fnmr', 'fnmrHigh', 'fnmrLow', 'threshold']);
  });

  test('with too few images are refused in one line', () => {
    expect(evaluateIdentities({ ...options, data, enroll: 8, draws: 1 })).rejects.toThrow(
      'one with more than 8 images',
    );
  });

  test('name an image that is missing, and pass over one that is damaged', async () => {
    const other = mkdtempSync(join(tmpdir(), 'facelogin-evaluate-'));
    mkdirSync(join(other, 'images/Ann'), { recursive: true });
    writeFileSync(join(other, 'identities.json'), '{"Ann": ["Ann/1.jpg"]}');
    const run = () => evaluateIdentities({ ...options, data: other, enroll: 1, draws: 1 });
    await expect(run()).rejects.toThrow(`1 of 1 images are missing in ${join(other, 'images')}, first Ann/1.jpg.`);
    writeFileSync(join(other, 'images/Ann/1.jpg'), 'no picture');
    await expect(run()).rejects.toThrow('Cannot evaluate: it takes two people');
    rmSync(other, { recursive: true });
  });
});
