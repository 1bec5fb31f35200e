/**
 * A gallery of embeddings: one row a person, the mean of their templates, which misses fewer people than the best of
 * them does (docs/accuracy.md). A search is exact in effect: every row is compared in signed bytes, by usearch's
 * SIMD kernels, and the best of each block again in 16 bits, to 5e-6 of the score in float32.
 */
import { exactSearch, MetricKind } from 'usearch';
import type { Candidate } from '../../biometrics/observation.ts';
import { keepBest } from './best.ts';
import { unitLength } from './embedding.bytes.ts';
import type { Index } from './recognizer.ts';

/** Rows of one block: a gallery that grows takes a new block and never copies what is there. */
const BLOCK_ROWS = 16_384;
/** Rows of each block that are compared again. In bytes a score is off by 1e-3, and so many lie rarely that near. */
const AGAIN = 16;
/** Numbers of a unit vector of some hundred dimensions are far below these; larger ones are clipped. */
const COARSE = { largest: 127, range: 0.25 };
const FINE = { largest: 32_767, range: 0.5 };

type Block = { coarse: Int8Array; fine: Int16Array };

function quantize(vector: Float32Array, into: Int8Array | Int16Array, { largest, range }: typeof COARSE): void {
  for (let i = 0; i < vector.length; i++) {
    into[i] = Math.max(-largest, Math.min(largest, Math.round((vector[i]! / range) * largest)));
  }
}

function meanOf(templates: readonly Float32Array[], dimensions: number): Float32Array {
  const sum = new Float32Array(dimensions);
  for (const template of templates) for (let i = 0; i < dimensions; i++) sum[i]! += template[i]!;
  return unitLength(sum);
}

/** The rows themselves, numbered from 0; the last one fills the hole of one that goes. */
function createRows(dimensions: number) {
  const blocks: Block[] = [];
  let length = 0;
  const at = (row: number) => {
    const { coarse, fine } = blocks[Math.floor(row / BLOCK_ROWS)]!;
    const start = (row % BLOCK_ROWS) * dimensions;
    return { coarse: coarse.subarray(start, start + dimensions), fine: fine.subarray(start, start + dimensions) };
  };
  return {
    length: () => length,
    write(row: number, vector: Float32Array): void {
      if (row === blocks.length * BLOCK_ROWS) {
        const size = BLOCK_ROWS * dimensions;
        blocks.push({ coarse: new Int8Array(size), fine: new Int16Array(size) });
      }
      quantize(vector, at(row).coarse, COARSE);
      quantize(vector, at(row).fine, FINE);
      length = Math.max(length, row + 1);
    },
    fill(hole: number): void {
      const [to, from] = [at(hole), at(length - 1)];
      to.coarse.set(from.coarse);
      to.fine.set(from.fine);
      length--;
      if (length <= (blocks.length - 1) * BLOCK_ROWS) blocks.pop();
    },
    score(row: number, probe: Float32Array): number {
      const { fine } = at(row);
      let sum = 0;
      for (let i = 0; i < dimensions; i++) sum += fine[i]! * probe[i]!;
      return (sum * FINE.range) / FINE.largest;
    },
    /** Rows that may be the most alike, a few of each block. */
    nearest(probe: Float32Array): number[] {
      const query = new Int8Array(dimensions);
      quantize(probe, query, COARSE);
      return blocks.flatMap(({ coarse }, block) => {
        const first = block * BLOCK_ROWS;
        const rows = Math.min(BLOCK_ROWS, length - first);
        const filled = coarse.subarray(0, rows * dimensions);
        const { keys } = exactSearch(filled, query, dimensions, Math.min(AGAIN, rows), MetricKind.IP, 1);
        return Array.from(keys as BigUint64Array, (key) => first + Number(key));
      });
    },
  };
}

/** An empty index of unit vectors. @param dimensions of each. */
export function createEmbeddingIndex(dimensions: number): Index<Float32Array> {
  const rows = createRows(dimensions);
  const owners: string[] = [];
  const ids: string[] = [];
  const sizes: number[] = [];
  const rowOf = new Map<string, number>();
  let templates = 0;

  function drop(userId: string): void {
    const row = rowOf.get(userId);
    if (row === undefined) return;
    templates -= sizes[row]!;
    const last = owners.length - 1;
    rows.fill(row);
    rowOf.set(owners[last]!, row);
    for (const column of [owners, ids, sizes] as unknown[][]) column[row] = column[last];
    for (const column of [owners, ids, sizes]) column.pop();
    rowOf.delete(userId);
  }

  const candidate = (row: number, probe: Float32Array): Candidate => ({
    userId: owners[row]!,
    templateId: ids[row]!,
    score: rows.score(row, probe),
  });

  return {
    put(userId, references) {
      drop(userId);
      if (references.length === 0) return;
      const mean = meanOf(
        references.map(({ template }) => template),
        dimensions,
      );
      rowOf.set(userId, owners.length);
      rows.write(owners.length, mean);
      owners.push(userId);
      ids.push(references[0]!.templateId);
      sizes.push(references.length);
      templates += references.length;
    },
    search(probe, top) {
      const best: Candidate[] = [];
      for (const row of rows.nearest(probe)) keepBest(best, candidate(row, probe), top);
      return best;
    },
    verify(probe, userId) {
      const row = rowOf.get(userId);
      return row === undefined ? undefined : candidate(row, probe);
    },
    counts: () => ({ people: owners.length, templates }),
  };
}
