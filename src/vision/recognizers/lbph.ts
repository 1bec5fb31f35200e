/**
 * LBPH: histograms of local binary patterns, exactly as OpenCV's `LBPHFaceRecognizer` computes and compares them with
 * its default parameters (radius 1, 8 neighbours, grid 8x8). It tells people apart before one fixed camera; see
 * `docs/accuracy.md` for what it does elsewhere.
 */
import { createFlatIndex } from './flat-index.ts';
import { CELL_PIXELS, decodeTemplate, encodeTemplate, LBPH_VERSION, type LbphTemplate } from './lbph.bytes.ts';
import { BINS, CODES, cellCounts, type Grey, patternCodes } from './lbph.codes.ts';
import type { AlignedFace, Recognizer } from './recognizer.ts';

/** The part of the aligned 112x112 face that is compared: brow to chin, 100 x 98 pixels, without background. */
const CROP = { left: 6, top: 14, width: 100, height: 98 };

/**
 * Sum over all bins of ab/(a+b) when both templates are the same: half of all counted pixels. With counts a, b of
 * cells of 144 pixels OpenCV's distance (`HISTCMP_CHISQR_ALT`, the sum of 2(a-b)^2/(a+b) over normalised bins) is
 * 256 (1 - shared / SHARED_MAX), so that only bins filled in both need work.
 */
const SHARED_MAX = ((BINS / CODES) * CELL_PIXELS) / 2;
const DISTANCE_MAX = 2 * 2 * (BINS / CODES);

/** OpenCV's LBPH distance (0 = the same, 256 = nothing in common) that belongs to a score. */
export function lbphDistance(score: number): number {
  return DISTANCE_MAX * (1 - score);
}

/** The score, 0 to 1, that belongs to an OpenCV LBPH distance of this crop. */
export function lbphScore(distance: number): number {
  return 1 - distance / DISTANCE_MAX;
}

/**
 * The grey 100x98 crop of an aligned face that LBPH looks at. Luminance of ITU-R BT.601 in the fixed-point form of
 * OpenCV's `COLOR_RGB2GRAY`: weights 9798, 19235 and 3735 of 2^15, rounded to nearest.
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

/** The template of a grey crop of {@link greyCrop}'s size. */
export function lbphTemplate(crop: Grey): LbphTemplate {
  const dense = cellCounts(patternCodes(crop), crop.width - 2, crop.height - 2);
  const bins: number[] = [];
  for (const [bin, count] of dense.entries()) if (count > 0) bins.push(bin);
  return { bins: Uint16Array.from(bins), counts: dense.filter((count) => count > 0) };
}

/** ab/(a+b) for counts a and b, at `a << 8 | b`. Counts end at 144, so 256 columns keep the index a shift and an or. */
function sharedTable(): Float64Array {
  const table = new Float64Array((CELL_PIXELS + 1) << 8);
  for (let a = 1; a <= CELL_PIXELS; a++) for (let b = 1; b < 256; b++) table[(a << 8) | b] = (a * b) / (a + b);
  return table;
}

function sharedOf(a: LbphTemplate, b: LbphTemplate, table: Float64Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.bins.length && j < b.bins.length; ) {
    const difference = a.bins[i]! - b.bins[j]!;
    if (difference === 0) shared += table[(a.counts[i]! << 8) | b.counts[j]!]!;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return shared;
}

/**
 * {@link sharedOf} for one probe against many references, with `rows[bin]` = the probe's count << 8. A search spends
 * its time here: one function for all of them, plain variables instead of destructured ones and four sums, which keep
 * the processor's adders busy, are three times as fast as the obvious loop.
 */
function sharedWithAll(rows: Uint16Array, references: readonly LbphTemplate[], table: Float64Array): Float64Array {
  const shared = new Float64Array(references.length);
  for (let r = 0; r < references.length; r++) {
    const bins = references[r]!.bins;
    const counts = references[r]!.counts;
    let i = 0;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (; i + 3 < bins.length; i += 4) {
      s0 += table[rows[bins[i]!]! | counts[i]!]!;
      s1 += table[rows[bins[i + 1]!]! | counts[i + 1]!]!;
      s2 += table[rows[bins[i + 2]!]! | counts[i + 2]!]!;
      s3 += table[rows[bins[i + 3]!]! | counts[i + 3]!]!;
    }
    for (; i < bins.length; i++) s0 += table[rows[bins[i]!]! | counts[i]!]!;
    shared[r] = s0 + s1 + s2 + s3;
  }
  return shared;
}

/** The LBPH recognizer. Scores run from 0 (no bin in common) to 1 (the same histograms): 1 - distance / 256. */
export function createLbph(): Recognizer<LbphTemplate> {
  const table = sharedTable();
  const compareAll = (probe: LbphTemplate, references: readonly LbphTemplate[]) => {
    const rows = new Uint16Array(BINS);
    for (const [index, bin] of probe.bins.entries()) rows[bin] = probe.counts[index]! << 8;
    return sharedWithAll(rows, references, table).map((shared) => shared / SHARED_MAX);
  };
  return {
    id: 'lbph',
    version: LBPH_VERSION,
    combines: 'best',
    extract: (face) => lbphTemplate(greyCrop(face)),
    compare: (a, b) => sharedOf(a, b, table) / SHARED_MAX,
    compareAll,
    encode: encodeTemplate,
    decode: decodeTemplate,
    createIndex: () => createFlatIndex(compareAll),
  };
}
