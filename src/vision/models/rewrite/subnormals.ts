/**
 * Networks made faster without another result, third part. Training leaves channels dead whose weights decay for ever:
 * a tenth of those of `feature` are below 1e-30, thousands below the smallest normal float32. Some processors are slow
 * at the products of such numbers: on one with AMX the network took 56 ms instead of 4 (docs/adr/0005-rectifiers.md).
 */

import { GRAPH_PART, readConstants, withGraph } from '../onnx/parts.ts';
import { constantField } from '../onnx/write.ts';

/**
 * Weights below this are nothing. Far below the rounding of a sum of float32 (6e-8 of its largest term), and not so far
 * that what remains comes to less than the smallest normal number (1.2e-38) where two layers multiply it: 1e-32.
 */
const NOTHING = 1e-16;

const isTrace = (value: number) => value !== 0 && Math.abs(value) < NOTHING;

/**
 * The model with zeros for weights that are next to nothing; everything else is copied.
 * @param model bytes of an .onnx file. Constants of fewer than two dimensions stay as they are: they are biases, or
 *   guards against a division by zero.
 * @returns bytes of an .onnx file that computes the same.
 * @throws {RangeError} when it is no such file.
 */
export function withoutSubnormals(model: Uint8Array): Uint8Array {
  return withGraph(model, (graph) =>
    graph.map((part) => {
      if (part.field !== GRAPH_PART.constant) return part.whole;
      const [constant] = readConstants([part]);
      if (!constant) return part.whole;
      const [name, { shape, values }] = constant;
      if (shape.length < 2 || !values.some(isTrace)) return part.whole;
      return constantField(
        name,
        shape,
        values.map((value) => (isTrace(value) ? 0 : value)),
      );
    }),
  );
}
