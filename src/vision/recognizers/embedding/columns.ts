/** A few numbers for each row of a gallery, in blocks. A growing gallery takes a new block and copies nothing. */

const BLOCK_ROWS = 16_384;

export type Columns = {
  write(row: number, values: Float32Array): void;
  copy(from: number, to: number): void;
  /** The numbers of a row: `width` numbers of `values`, from `start` on. */
  at(row: number): { values: Float32Array; start: number };
};

/** @param width numbers in each row. */
export function createColumns(width: number): Columns {
  const blocks: Float32Array[] = [];
  const at = (row: number) => ({ values: blocks[Math.floor(row / BLOCK_ROWS)]!, start: (row % BLOCK_ROWS) * width });
  return {
    at,
    write(row, values) {
      if (row === blocks.length * BLOCK_ROWS) blocks.push(new Float32Array(BLOCK_ROWS * width));
      const { values: block, start } = at(row);
      block.set(values, start);
    },
    copy(from, to) {
      const [source, target] = [at(from), at(to)];
      target.values.set(source.values.subarray(source.start, source.start + width), target.start);
    },
  };
}
