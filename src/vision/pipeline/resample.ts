/** Bilinear sampling positions along one axis, computed once for all rows or columns. */

/** For each target position: the two source positions around it, and the weight (0 to 1) of the second. */
export type Axis = { first: Int32Array; second: Int32Array; weight: Float32Array };

/**
 * Positions that scale `length` source pixels from `start` on (both may be fractions) to `target` pixels. Pixel centres
 * are at one half, as in OpenCV's `INTER_LINEAR`. Positions outside of the image take its edge.
 * @param size pixels of the source along this axis.
 */
export function axis(target: number, size: number, start = 0, length = size): Axis {
  const first = new Int32Array(target);
  const second = new Int32Array(target);
  const weight = new Float32Array(target);
  for (let i = 0; i < target; i++) {
    const at = Math.min(Math.max(start + ((i + 0.5) * length) / target - 0.5, 0), size - 1);
    first[i] = Math.floor(at);
    second[i] = Math.min(first[i]! + 1, size - 1);
    weight[i] = at - first[i]!;
  }
  return { first, second, weight };
}
