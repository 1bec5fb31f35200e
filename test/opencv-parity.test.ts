/**
 * Our LBPH against OpenCV's own, from the same aligned faces: grey crop, histograms bin for bin, nearest template and
 * distance. `FACELOGIN_PARITY_FACES=1000` compares that many faces instead of 200.
 */
import { beforeAll, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imagesOf, parsePairs } from '../src/vision/calibration/lfw.ts';
import { findModels } from '../src/vision/models.ts';
import { normalizeFrame } from '../src/vision/normalize.ts';
import { openPipeline } from '../src/vision/pipeline.ts';
import { CELL_PIXELS, type LbphTemplate } from '../src/vision/recognizers/lbph.bytes.ts';
import { BINS } from '../src/vision/recognizers/lbph.codes.ts';
import { createLbph, greyCrop, lbphDistance, lbphTemplate } from '../src/vision/recognizers/lbph.ts';
import type { AlignedFace } from '../src/vision/recognizers/recognizer.ts';
import { describeIf, testData } from './helpers/need.ts';

const FACES = Number(process.env.FACELOGIN_PARITY_FACES || 200);
/** Of which so many are textures: flat ground, ties and hard edges, where rounding decides. */
const TEXTURES = 60;
const HISTOGRAMS = 100;
const SIDE = 112;

/** The package's `exports` hide the addon from `require.resolve`, so it is looked for in its folder. */
function findAddon(): string | undefined {
  const path = join(import.meta.dir, '../node_modules/@u4/opencv4nodejs/build/Release/opencv4nodejs.node');
  return existsSync(path) ? path : undefined;
}

/** Noise in few or many steps of brightness, from plain to pixel-fine. The generator is that of Numerical Recipes. */
function texture(seed: number): AlignedFace {
  const [grain, levels] = [1 + (seed % 9), 2 + ((seed * 7) % 60)];
  const value = (x: number, y: number, channel: number) => {
    const cell = Math.floor(x / grain) * 131 + Math.floor(y / grain) * 524287 + channel * 7919 + seed * 104729;
    const noise = (Math.imul(Math.imul(cell, 1664525) + 1013904223, 22695477) >>> 8) % levels;
    return Math.round((noise * 255) / (levels - 1));
  };
  const data = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return value(pixel % SIDE, Math.floor(pixel / SIDE), seed % 2 ? at % 3 : 0);
  });
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

function askOpenCV(addon: string, faces: readonly AlignedFace[]): Oracle {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-parity-'));
  try {
    writeFileSync(join(folder, 'faces.rgb'), Buffer.concat(faces.map(({ data }) => data)));
    const script = join(import.meta.dir, 'helpers', 'opencv-lbph.cjs');
    const child = spawnSync('node', [script, addon, folder, `${faces.length}`, `${HISTOGRAMS}`], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(`OpenCV's process failed: ${child.stderr || child.signal || child.error}`);
    return {
      grey: readFileSync(join(folder, 'grey.bin')),
      histograms: new Float32Array(new Uint8Array(readFileSync(join(folder, 'histograms.bin'))).buffer),
      predictions: JSON.parse(readFileSync(join(folder, 'predictions.json'), 'utf8')),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const addon = findAddon();

describeIf(addon, "LBPH is OpenCV's", 'the OpenCV addon is not built: npm run opencv:build', () => {
  const lbph = createLbph();
  let faces: AlignedFace[];
  let templates: LbphTemplate[];
  let oracle: Oracle;

  beforeAll(async () => {
    const found = await photos(FACES - TEXTURES);
    faces = Array.from({ length: FACES - found.length }, (_, seed) => texture(seed)).concat(found);
    templates = faces.map((face) => lbphTemplate(greyCrop(face)));
    oracle = askOpenCV(addon!, faces);
  }, 300_000);

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
      // Theirs are shares of 144 pixels in single precision, which is good to 1e-7.
      for (let bin = 0; bin < BINS; bin++) if (Math.abs(theirs[bin]! - ours[bin]! / CELL_PIXELS) > 1e-7) different++;
    }
    expect(different).toBe(0);
  });

  test('the nearest template and its distance are the same', () => {
    const gallery = templates.filter((_, index) => index % 2 === 0);
    expect(oracle.predictions.length).toBe(Math.floor(FACES / 2));
    for (const [index, { label, distance }] of oracle.predictions.entries()) {
      const scores = lbph.compareAll(templates[2 * index + 1]!, gallery);
      const best = scores.indexOf(Math.max(...scores));
      expect(2 * best).toBe(label);
      expect(Math.abs(lbphDistance(scores[best]!) / distance - 1)).toBeLessThan(1e-6);
    }
  });
});
