/**
 * The stored form of an LBPH template. A bit map shows which bins are filled. Then each filled bin has half a byte: its
 * count minus one, or 15 for a count of 16 or more, which has a byte of its own at the end. A cell has
 * {@link CELL_PIXELS} pixels, so a template has at most 1 + 2048 + 4608 + 576 = 7,233 bytes. A face has about 3,600.
 */
import { BINS, CODES } from './codes.ts';

/** First byte of every encoded template. */
export const LBPH_VERSION = 1;
/** Codes in a cell: 12 x 12, for a crop of 100 x 98 pixels. */
export const CELL_PIXELS = 144;

const MAP_BYTES = BINS / 8;
const ESCAPE = 15;

/** `bins`: the filled bins, in rising order. `counts`: how often each occurs in its cell, 1 to 144. */
export type LbphTemplate = { bins: Uint16Array; counts: Uint8Array };

/** The template from dense counts, one for each of the {@link BINS}. */
export function sparseTemplate(dense: Uint8Array): LbphTemplate {
  const bins = new Uint16Array(BINS);
  const counts = new Uint8Array(BINS);
  let length = 0;
  for (let bin = 0; bin < BINS; bin++) {
    if (dense[bin]! === 0) continue;
    bins[length] = bin;
    counts[length++] = dense[bin]!;
  }
  return { bins: bins.slice(0, length), counts: counts.slice(0, length) };
}

/** The template as bytes, at most 7,233 of them. */
export function encodeTemplate({ bins, counts }: LbphTemplate): Uint8Array {
  const large = counts.filter((count) => count > ESCAPE);
  const halves = 1 + MAP_BYTES;
  const bytes = new Uint8Array(halves + Math.ceil(bins.length / 2) + large.length);
  bytes[0] = LBPH_VERSION;
  for (const [index, bin] of bins.entries()) {
    bytes[1 + (bin >> 3)]! |= 1 << (bin & 7);
    bytes[halves + (index >> 1)]! |= Math.min(counts[index]! - 1, ESCAPE) << (index & 1 ? 4 : 0);
  }
  bytes.set(large, bytes.length - large.length);
  return bytes;
}

function filledBins(bytes: Uint8Array): Uint16Array {
  const bins = new Uint16Array(BINS);
  let length = 0;
  for (let group = 0; group < MAP_BYTES; group++) {
    for (let bits = bytes[1 + group]!, bin = group << 3; bits > 0; bits >>= 1, bin++) {
      if (bits & 1) bins[length++] = bin;
    }
  }
  return bins.slice(0, length);
}

/**
 * The template that {@link encodeTemplate} wrote.
 * @throws {RangeError} when the bytes are of another version, cut short, too long, or have counts that no face gives.
 */
export function decodeTemplate(bytes: Uint8Array): LbphTemplate {
  if (bytes[0] !== LBPH_VERSION) {
    throw new RangeError(`Cannot read the LBPH template: version ${bytes[0] ?? 'missing'}, expected ${LBPH_VERSION}`);
  }
  const halves = 1 + MAP_BYTES;
  if (bytes.length < halves) throw new RangeError('Cannot read the LBPH template: it is cut short');
  const bins = filledBins(bytes);
  const counts = new Uint8Array(bins.length);
  const pixels = new Uint32Array(BINS / CODES);
  let at = halves + Math.ceil(bins.length / 2);
  for (let index = 0; index < bins.length; index++) {
    const half = (bytes[halves + (index >> 1)]! >> (index & 1 ? 4 : 0)) & ESCAPE;
    counts[index] = half === ESCAPE ? bytes[at++]! : half + 1;
    pixels[Math.floor(bins[index]! / CODES)]! += counts[index]!;
  }
  if (at !== bytes.length) throw new RangeError(`Cannot read the LBPH template: ${bytes.length} bytes, not ${at}`);
  if (pixels.some((sum) => sum !== CELL_PIXELS)) {
    throw new RangeError(`Cannot read the LBPH template: a cell does not count ${CELL_PIXELS} pixels`);
  }
  return { bins, counts };
}
