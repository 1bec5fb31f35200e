/**
 * Compares our LBPH with OpenCV's own on the same aligned faces: grey crop, histograms bin for bin, nearest template
 * and distance. Compares the recognizers `lbph/lbph.ts` and `lbph/opencv.ts`, too.
 * `FACELOGIN_PARITY_PHOTOS=1100` takes that many faces from photographs instead of 140, and 1,200 in all instead of 600.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imagesOf, parsePairs } from '../lab/data/lfw.ts';
import { findModels } from '../src/vision/models/models.ts';
import { normalizeFrame } from '../src/vision/pipeline/normalize.ts';
import { openPipeline } from '../src/vision/pipeline/pipeline.ts';
import { addonIn, opencvIsBuilt } from '../src/vision/recognizers/lbph/addon.ts';
import { CELL_PIXELS, type LbphTemplate } from '../src/vision/recognizers/lbph/bytes.ts';
import { BINS } from '../src/vision/recognizers/lbph/codes.ts';
import { createLbph, greyCrop, lbphDistance, lbphTemplate } from '../src/vision/recognizers/lbph/lbph.ts';
import type { AlignedFace } from '../src/vision/recognizers/recognizer.ts';
import { describeIf, testData } from './helpers/need.ts';

/** Faces from photographs. The rest are textures: flat ground, ties and hard edges, where rounding decides. */
const PHOTOS = Number(process.env.FACELOGIN_PARITY_PHOTOS || 140);
/** OpenCV takes most of the time, with the square of the number. */
const FACES = Math.max(600, PHOTOS + 100);
/** Every sixth face is enrolled. The others search for the nearest one. */
const STEP = 6;
const HISTOGRAMS = 100;
/** Faces whose scores against each other are compared between the two recognizers. */
const COMPARED = 150;
const SIDE = 112;

/** Noise in few or many steps of brightness, from plain to pixel-fine. The generator is that of Numerical Recipes. */
function texture(seed: number): AlignedFace {
  const [grain, levels] = [1 + (seed % 9), 2 + ((seed * 7) % 60)];
  const value = (x: number, y: number, channel: number) => {
    const cell = Math.floor(x / grain) * 131 + Math.floor(y / grain) * 524287 + channel * 7919 + seed * 104729;
    const noise = (Math.imul(Math.imul(cell, 1664525) + 1013904223, 22695477) >>> 8) % levels;
    return Math.round((noise * 255) / (levels - 1));
  };
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let at = 0; at < data.length; at++) {
    const pixel = Math.floor(at / 3);
    data[at] = value(pixel % SIDE, Math.floor(pixel / SIDE), seed % 2 ? at % 3 : 0);
  }
  return { width: SIDE, height: SIDE, data };
}

/** Faces of LFW as far as there are any, evenly over the collection. */
async function photos(count: number): Promise<AlignedFace[]> {
  const data = testData('lfw-dev');
  if (!data) return [];
  const images = imagesOf(parsePairs(readFileSync(join(data, 'pairs.tsv'), 'utf8')));
  const step = Math.max(1, Math.floor(images.length / (count * 1.5)));
  const pipeline = await openPipeline(findModels());
  const faces: AlignedFace[] = [];
  for (let at = 0; at < images.length && faces.length < count; at += step) {
    const look = await pipeline.look(await normalizeFrame(readFileSync(join(data, 'images', images[at]!))));
    if (look.aligned) faces.push(look.aligned);
  }
  await pipeline.release();
  return faces;
}

type Oracle = { grey: Buffer; histograms: Float32Array; predictions: { label: number; distance: number }[] };

/** Runs a program on Node, which alone can load OpenCV. */
function onNode(args: readonly string[]): void {
  const child = spawnSync('node', args, { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`OpenCV's process failed: ${child.stderr || child.signal || child.error}`);
}

function askOpenCV(folder: string): Oracle {
  const script = join(import.meta.dir, 'helpers', 'vision', 'opencv-lbph.cjs');
  onNode([script, addonIn(packages), folder, `${FACES}`, `${HISTOGRAMS}`, `${STEP}`]);
  return {
    grey: readFileSync(join(folder, 'grey.bin')),
    histograms: new Float32Array(new Uint8Array(readFileSync(join(folder, 'histograms.bin'))).buffer),
    predictions: JSON.parse(readFileSync(join(folder, 'predictions.json'), 'utf8')),
  };
}

/** Asks `lbph/opencv.ts` for the encoded templates of the first faces and every score between two of them. */
async function askBackend(folder: string): Promise<{ templates: Uint8Array[]; scores: Float64Array }> {
  const entry = join(import.meta.dir, 'helpers', 'vision', 'opencv-backend.ts');
  const { outputs } = await Bun.build({ entrypoints: [entry], target: 'node', outdir: folder });
  onNode([outputs[0]!.path, packages, folder, `${COMPARED}`]);
  const encoded: string[] = JSON.parse(readFileSync(join(folder, 'templates.json'), 'utf8'));
  return {
    templates: encoded.map((text) => new Uint8Array(Buffer.from(text, 'base64'))),
    scores: new Float64Array(new Uint8Array(readFileSync(join(folder, 'scores.bin'))).buffer),
  };
}

const packages = findModels();
const built = opencvIsBuilt(packages);

describeIf(built, "LBPH is OpenCV's", 'the OpenCV addon is not built: npm run opencv:build', () => {
  const lbph = createLbph();
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-parity-'));
  let faces: AlignedFace[];
  let templates: LbphTemplate[];
  let oracle: Oracle;

  beforeAll(async () => {
    const found = await photos(PHOTOS);
    faces = found.concat(Array.from({ length: FACES - found.length }, (_, seed) => texture(seed)));
    templates = faces.map((face) => lbphTemplate(greyCrop(face)));
    writeFileSync(join(folder, 'faces.rgb'), Buffer.concat(faces.map(({ data }) => data)));
    oracle = askOpenCV(folder);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test('every pixel of the grey crop is the same', () => {
    expect(oracle.grey.equals(Buffer.concat(faces.map((face) => greyCrop(face).data)))).toBe(true);
  });

  test('every bin of every histogram is the same', () => {
    expect(oracle.histograms.length).toBe(HISTOGRAMS * BINS);
    let different = 0;
    for (let face = 0; face < HISTOGRAMS; face++) {
      const { bins, counts } = templates[face]!;
      const ours = new Uint8Array(BINS);
      for (const [index, bin] of bins.entries()) ours[bin] = counts[index]!;
      const theirs = oracle.histograms.subarray(face * BINS, (face + 1) * BINS);
      // OpenCV's bins are shares of 144 pixels in single precision, exact to 1e-7.
      for (let bin = 0; bin < BINS; bin++) if (Math.abs(theirs[bin]! - ours[bin]! / CELL_PIXELS) > 1e-7) different++;
    }
    expect(different).toBe(0);
  });

  test('the nearest of the gallery and its distance are the same for every probe', () => {
    const gallery = lbph.createIndex();
    const isEnrolled = (_: unknown, index: number) => index % STEP === 0;
    for (const [label, template] of templates.filter(isEnrolled).entries()) {
      gallery.put(`${label}`, [{ templateId: '', template }]);
    }
    const probes = templates.filter((template, index) => !isEnrolled(template, index));
    expect(oracle.predictions.length).toBe(probes.length);
    for (const [index, { label, distance }] of oracle.predictions.entries()) {
      const [best] = gallery.search(probes[index]!, 1);
      expect(best!.userId).toBe(`${label}`);
      expect(Math.abs(lbphDistance(best!.score) / distance - 1)).toBeLessThan(1e-6);
    }
  });

  test('the recognizer that OpenCV computes stores the same bytes and gives the same scores', async () => {
    const backend = await askBackend(folder);
    const compared = templates.slice(0, COMPARED);
    expect(backend.templates).toEqual(compared.map((template) => lbph.encode(template)));
    for (const [row, probe] of compared.entries()) {
      const theirs = backend.scores.subarray(row * COMPARED, (row + 1) * COMPARED);
      for (const [column, score] of lbph.compareAll(probe, compared).entries()) {
        expect(Math.abs(theirs[column]! - score)).toBeLessThan(1e-6);
      }
    }
  }, 120_000);
});
