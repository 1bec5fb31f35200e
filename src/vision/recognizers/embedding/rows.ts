/**
 * Unit vectors in memory, with three bytes for each number. One byte: the vector minus what all faces have in common,
 * for a coarse comparison of all rows by usearch's SIMD kernels. Two bytes: the vector itself, for the best of those
 * rows.
 */
import { exactSearch, MetricKind } from 'usearch';
import { unitLength } from './bytes.ts';

/** Rows of one block. A growing gallery takes a new block and copies nothing. */
const BLOCK_ROWS = 16_384;
/** Rows of each block that are compared again. In bytes a score is off by 1e-3; rarely are this many rows that near. */
const AGAIN = 16;
const COARSE_LARGEST = 127;
/** Range of a byte, in standard deviations of the numbers of a random unit vector. Larger numbers are clipped. */
const COARSE_REACH = 6.5;
const FINE_LARGEST = 32_767;

type Numbers = Int8Array | Int16Array;
/** `ranges`: the range of each row in 16 bits, its largest number. */
type Block = { coarse: Int8Array; fine: Int16Array; ranges: Float32Array };

/** The rows, numbered from 0. */
export type Rows = {
  /** Writes a row. The one after the last row extends the list. */
  write(row: number, vector: Float32Array): void;
  /** Removes a row. The last row gets its number. */
  remove(row: number): void;
  /** The product of a vector with a row, to 2e-6 of its value in single precision. */
  score(row: number, vector: Float32Array): number;
  /** Writes the row as it is stored into `into`. */
  read(row: number, into: Float32Array): Float32Array;
  /** A few rows of each block that may be the most alike. */
  nearest(probe: Float32Array): number[];
};

/** Writes a vector into `into`, from `start` on, as integers: `range` becomes `largest`. */
function quantize(vector: Float32Array, into: Numbers, start: number, largest: number, range: number): void {
  const factor = largest / range;
  for (let i = 0; i < vector.length; i++) {
    // Math.round takes ten times as long in JavaScriptCore.
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

/** Quantizes vectors for the coarse comparison. @param middle taken off each vector first. */
function createCoarseQuantizer(dimensions: number, middle?: Float32Array) {
  const range = COARSE_REACH / Math.sqrt(dimensions);
  const scratch = new Float32Array(dimensions);
  const lessMiddle = (vector: Float32Array) => {
    if (!middle) return vector;
    for (let i = 0; i < dimensions; i++) scratch[i] = vector[i]! - middle[i]!;
    return unitLength(scratch);
  };
  return (vector: Float32Array, into: Int8Array, start: number): void =>
    quantize(lessMiddle(vector), into, start, COARSE_LARGEST, range);
}

/** The product of a vector with the row at a place of a block. */
function productOf({ fine, ranges }: Block, place: number, vector: Float32Array): number {
  const start = place * vector.length;
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += fine[start + i]! * vector[i]!;
  return (sum * ranges[place]!) / FINE_LARGEST;
}

/** Writes the row at a place of a block into `into`. */
function readRow({ fine, ranges }: Block, place: number, into: Float32Array): Float32Array {
  const start = place * into.length;
  const factor = ranges[place]! / FINE_LARGEST;
  for (let i = 0; i < into.length; i++) into[i] = fine[start + i]! * factor;
  return into;
}

function copyRow(from: Block, source: number, to: Block, target: number, dimensions: number): void {
  const start = source * dimensions;
  to.coarse.set(from.coarse.subarray(start, start + dimensions), target * dimensions);
  to.fine.set(from.fine.subarray(start, start + dimensions), target * dimensions);
  to.ranges[target] = from.ranges[source]!;
}

/** Places of the rows in a block that may be the most alike. @param rows how many the block has. */
function nearestIn({ coarse }: Block, rows: number, query: Int8Array): number[] {
  const filled = coarse.subarray(0, rows * query.length);
  const { keys } = exactSearch(filled, query, query.length, Math.min(AGAIN, rows), MetricKind.IP, 1);
  return Array.from(keys as BigUint64Array, Number);
}

/** No rows yet. @param dimensions of each vector. @param middle taken off each vector for the coarse comparison. */
export function createRows(dimensions: number, middle?: Float32Array): Rows {
  const quantizeCoarse = createCoarseQuantizer(dimensions, middle);
  const blocks: Block[] = [];
  let length = 0;
  const blockOf = (row: number) => blocks[Math.floor(row / BLOCK_ROWS)]!;
  const placeOf = (row: number) => row % BLOCK_ROWS;

  return {
    write(row, vector) {
      if (row === blocks.length * BLOCK_ROWS) blocks.push(newBlock(dimensions));
      const { coarse, fine, ranges } = blockOf(row);
      const start = placeOf(row) * dimensions;
      const range = largestOf(vector);
      ranges[placeOf(row)] = range;
      quantizeCoarse(vector, coarse, start);
      quantize(vector, fine, start, FINE_LARGEST, range);
      length = Math.max(length, row + 1);
    },
    remove(row) {
      const last = length - 1;
      copyRow(blockOf(last), placeOf(last), blockOf(row), placeOf(row), dimensions);
      length = last;
      if (length <= (blocks.length - 1) * BLOCK_ROWS) blocks.pop();
    },
    score: (row, vector) => productOf(blockOf(row), placeOf(row), vector),
    read: (row, into) => readRow(blockOf(row), placeOf(row), into),
    nearest(probe) {
      const query = new Int8Array(dimensions);
      quantizeCoarse(probe, query, 0);
      return blocks.flatMap((block, number) => {
        const first = number * BLOCK_ROWS;
        const rows = Math.min(BLOCK_ROWS, length - first);
        return nearestIn(block, rows, query).map((place) => first + place);
      });
    },
  };
}
