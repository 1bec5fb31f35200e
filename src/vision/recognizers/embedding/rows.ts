/**
 * Unit vectors in memory, three bytes a number: once in signed bytes, less what all faces have in common, in which
 * usearch's SIMD kernels compare all of them, and once in 16 bits as they are, for the best of those.
 */
import { exactSearch, MetricKind } from 'usearch';
import { unitLength } from './bytes.ts';

/** Rows of one block: a gallery that grows takes a new block and never copies what is there. */
const BLOCK_ROWS = 16_384;
/** Rows of each block that are compared again. In bytes a score is off by 1e-3, and so many lie rarely that near. */
const AGAIN = 16;
const COARSE_LARGEST = 127;
/** Standard deviations of a random unit vector's numbers that a byte reaches to; larger numbers are clipped. */
const COARSE_REACH = 6.5;
const FINE_LARGEST = 32_767;

type Numbers = Int8Array | Int16Array;
/** `ranges`: in 16 bits each row has a range of its own, its largest number. */
type Block = { coarse: Int8Array; fine: Int16Array; ranges: Float32Array };

/** The rows, numbered from 0. */
export type Rows = {
  /** Writes a row; one behind the last makes room for itself. */
  write(row: number, vector: Float32Array): void;
  /** Takes a row out: the last one gets its number. */
  remove(row: number): void;
  /** The product of a vector with a row, to 2e-6 of its value in single precision. */
  score(row: number, vector: Float32Array): number;
  /** The row as it is kept, written into `into`. */
  read(row: number, into: Float32Array): Float32Array;
  /** Rows that may be the most alike, a few of each block. */
  nearest(probe: Float32Array): number[];
};

/** Writes a vector into `into`, from `start` on, as whole numbers up to `largest` for `range`. */
function quantize(vector: Float32Array, into: Numbers, start: number, largest: number, range: number): void {
  const factor = largest / range;
  for (let i = 0; i < vector.length; i++) {
    // Not Math.round, which takes ten times as long in JavaScriptCore.
    into[start + i] = Math.max(-largest, Math.min(largest, Math.floor(vector[i]! * factor + 0.5)));
  }
}

function largestOf(vector: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i]!));
  return largest;
}

function newBlock(dimensions: number): Block {
  const size = BLOCK_ROWS * dimensions;
  return { coarse: new Int8Array(size), fine: new Int16Array(size), ranges: new Float32Array(BLOCK_ROWS) };
}

/** No rows yet. @param dimensions of each vector. @param middle taken off where rows are compared coarsely. */
export function createRows(dimensions: number, middle?: Float32Array): Rows {
  const coarseRange = COARSE_REACH / Math.sqrt(dimensions);
  const blocks: Block[] = [];
  let length = 0;
  const blockOf = (row: number) => blocks[Math.floor(row / BLOCK_ROWS)]!;
  const startOf = (row: number) => (row % BLOCK_ROWS) * dimensions;
  const scratch = new Float32Array(dimensions);
  const lessMiddle = (vector: Float32Array) => {
    if (!middle) return vector;
    for (let i = 0; i < dimensions; i++) scratch[i] = vector[i]! - middle[i]!;
    return unitLength(scratch);
  };

  return {
    write(row, vector) {
      if (row === blocks.length * BLOCK_ROWS) blocks.push(newBlock(dimensions));
      const { coarse, fine, ranges } = blockOf(row);
      const start = startOf(row);
      const range = largestOf(vector);
      ranges[row % BLOCK_ROWS] = range;
      quantize(lessMiddle(vector), coarse, start, COARSE_LARGEST, coarseRange);
      quantize(vector, fine, start, FINE_LARGEST, range);
      length = Math.max(length, row + 1);
    },
    remove(row) {
      const last = length - 1;
      const [to, from] = [blockOf(row), blockOf(last)];
      const start = startOf(last);
      to.coarse.set(from.coarse.subarray(start, start + dimensions), startOf(row));
      to.fine.set(from.fine.subarray(start, start + dimensions), startOf(row));
      to.ranges[row % BLOCK_ROWS] = from.ranges[last % BLOCK_ROWS]!;
      length = last;
      if (length <= (blocks.length - 1) * BLOCK_ROWS) blocks.pop();
    },
    score(row, vector) {
      const { fine, ranges } = blockOf(row);
      const start = startOf(row);
      let sum = 0;
      for (let i = 0; i < dimensions; i++) sum += fine[start + i]! * vector[i]!;
      return (sum * ranges[row % BLOCK_ROWS]!) / FINE_LARGEST;
    },
    read(row, into) {
      const { fine, ranges } = blockOf(row);
      const start = startOf(row);
      const factor = ranges[row % BLOCK_ROWS]! / FINE_LARGEST;
      for (let i = 0; i < dimensions; i++) into[i] = fine[start + i]! * factor;
      return into;
    },
    nearest(probe) {
      const query = new Int8Array(dimensions);
      quantize(lessMiddle(probe), query, 0, COARSE_LARGEST, coarseRange);
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
