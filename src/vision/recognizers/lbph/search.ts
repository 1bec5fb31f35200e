/**
 * A gallery of LBPH templates as inverted lists: each bin has a list of the templates that fill it, with their counts.
 * A search reads only the lists of the probe's own bins (docs/adr/0003-lbph-inverted-lists.md).
 */
import { createFlatIndex } from '../flat-index.ts';
import type { Index } from '../recognizer.ts';
import type { LbphTemplate } from './bytes.ts';
import { BINS } from './codes.ts';
import { SHARED_MAX, sharedOf } from './shared.ts';

/** Templates of one block. A change inverts only its own block again. The sums of a block fit the first-level cache. */
const BLOCK = 256;
/** Lists are padded to a multiple of this, so that the loop takes four postings at a time. */
const STEP = 4;

/**
 * The postings of bin b are from `starts[b]` to `starts[b + 1]`: place in the block << 8 | count. The padding has the
 * count 0 and adds nothing.
 */
type Block = { starts: Uint32Array; postings: Uint16Array };

function invert(templates: readonly LbphTemplate[]): Block {
  const starts = new Uint32Array(BINS + 1);
  for (const { bins } of templates) for (let i = 0; i < bins.length; i++) starts[bins[i]! + 1]! += 1;
  for (let bin = 0; bin < BINS; bin++) starts[bin + 1] = starts[bin]! + Math.ceil(starts[bin + 1]! / STEP) * STEP;
  const postings = new Uint16Array(starts[BINS]!);
  const next = starts.slice();
  for (const [place, { bins, counts }] of templates.entries()) {
    for (let i = 0; i < bins.length; i++) postings[next[bins[i]!]!++] = (place << 8) | counts[i]!;
  }
  return { starts, postings };
}

/**
 * Adds what the probe shares with each template of the block, bin by bin: equal to {@link sharedOf} to the last bit.
 */
function addShared(shared: Float64Array, probe: LbphTemplate, { starts, postings }: Block, table: Float64Array): void {
  const { bins, counts } = probe;
  for (let i = 0; i < bins.length; i++) {
    const row = counts[i]! << 8;
    const end = starts[bins[i]! + 1]!;
    for (let at = starts[bins[i]!]!; at < end; at += STEP) {
      const p0 = postings[at]!;
      const p1 = postings[at + 1]!;
      const p2 = postings[at + 2]!;
      const p3 = postings[at + 3]!;
      shared[p0 >> 8]! += table[row | (p0 & 255)]!;
      shared[p1 >> 8]! += table[row | (p1 & 255)]!;
      shared[p2 >> 8]! += table[row | (p2 & 255)]!;
      shared[p3 >> 8]! += table[row | (p3 & 255)]!;
    }
  }
}

/**
 * An empty index. The first search after a change inverts the changed blocks again, in 3 to 6 ms each.
 * @param table of `sharedTable`.
 */
export function createLbphIndex(table: Float64Array): Index<LbphTemplate> {
  const blocks: (Block | undefined)[] = [];

  const compareAll = (probe: LbphTemplate, references: readonly LbphTemplate[]) =>
    Float64Array.from(references, (reference) => sharedOf(probe, reference, table) / SHARED_MAX);

  return createFlatIndex(compareAll, {
    changed(position) {
      blocks[Math.floor(position / BLOCK)] = undefined;
    },
    scores(probe, references) {
      blocks.length = Math.ceil(references.length / BLOCK);
      const shared = new Float64Array(blocks.length * BLOCK);
      for (let block = 0, from = 0; block < blocks.length; block++, from += BLOCK) {
        const inverted = blocks[block] ?? invert(references.slice(from, from + BLOCK));
        blocks[block] = inverted;
        addShared(shared.subarray(from, from + BLOCK), probe, inverted, table);
      }
      return shared.subarray(0, references.length).map((sum) => sum / SHARED_MAX);
    },
  });
}
