/**
 * LBPH: histograms of local binary patterns, exactly as OpenCV's `LBPHFaceRecognizer` computes and compares them with
 * its default parameters (radius 1, 8 neighbours, grid 8x8). It tells people apart before one fixed camera;
 * `docs/accuracy.md` shows its accuracy elsewhere.
 */

import type { AlignedFace, Recognizer } from '../recognizer.ts';
import { decodeTemplate, encodeTemplate, LBPH_VERSION, type LbphTemplate, sparseTemplate } from './bytes.ts';
import { BINS, CODES, cellCounts, type Grey, patternCodes } from './codes.ts';
import { createLbphIndex } from './search.ts';
import { SHARED_MAX, sharedOf, sharedTable, sharedWithAll } from './shared.ts';

/** The part of the aligned 112x112 face that LBPH compares: brow to chin, 100 x 98 pixels, without background. */
export const CROP = { left: 6, top: 14, width: 100, height: 98 };

/** Two pictures with this score or more (OpenCV's distance 38 or less) show one person, or are the same picture. */
export const LBPH_DOUBLE = 0.85;

/** OpenCV's distance of templates without a bin in common: the sum of 2(a + b) over cells that each sum to 1. */
const DISTANCE_MAX = 2 * 2 * (BINS / CODES);

/** The OpenCV LBPH distance (0 = the same, 256 = nothing in common) for a score. */
export function lbphDistance(score: number): number {
  return DISTANCE_MAX * (1 - score);
}

/** The score, 0 to 1, for an OpenCV LBPH distance of this crop. */
export function lbphScore(distance: number): number {
  return 1 - distance / DISTANCE_MAX;
}

/**
 * The grey 100x98 crop of an aligned face. Its luminance (ITU-R BT.601) has the fixed-point form of OpenCV's
 * `COLOR_RGB2GRAY`: weights 9798, 19235 and 3735 of 2^15, rounded to nearest.
 */
export function greyCrop(face: AlignedFace): Grey {
  const { left, top, width, height } = CROP;
  const data = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0, from = ((y + top) * face.width + left) * 3; x < width; x++, from += 3, at++) {
      const [red, green, blue] = [face.data[from]!, face.data[from + 1]!, face.data[from + 2]!];
      data[at] = (red * 9798 + green * 19235 + blue * 3735 + 16384) >> 15;
    }
  }
  return { width, height, data };
}

/** The template of a grey crop with the size of {@link greyCrop}. */
export function lbphTemplate(crop: Grey): LbphTemplate {
  return sparseTemplate(cellCounts(patternCodes(crop), crop.width - 2, crop.height - 2));
}

/** The LBPH recognizer. Scores run from 0 (no bin in common) to 1 (the same histograms): 1 - distance / 256. */
export function createLbph(): Recognizer<LbphTemplate> {
  const table = sharedTable();
  return {
    id: 'lbph',
    version: LBPH_VERSION,
    combines: 'best',
    double: LBPH_DOUBLE,
    extract: (face) => lbphTemplate(greyCrop(face)),
    compare: (a, b) => sharedOf(a, b, table) / SHARED_MAX,
    compareAll: (probe, references) => sharedWithAll(probe, references, table).map((shared) => shared / SHARED_MAX),
    encode: encodeTemplate,
    decode: decodeTemplate,
    createIndex: () => createLbphIndex(table),
  };
}
