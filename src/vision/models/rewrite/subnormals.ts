/**
 * Makes networks faster without a change of their results, part three. Training leaves dead channels, whose weights
 * decay for ever: a tenth of the weights of `feature` are below 1e-30, thousands are below the smallest normal float32.
 * Some processors multiply such numbers slowly: with AMX the network took 56 ms instead of 4
 * (docs/adr/0005-rectifiers.md).
 */

import { floatsOf, graphOf, rawConstants } from '../onnx/parts.ts';

/**
 * Weights below this become 0. It is far below the rounding of a float32 sum (6e-8 of its largest term). And the
 * product of two remaining weights in two layers, 1e-32, stays above the smallest normal number (1.2e-38).
 */
const NEGLIGIBLE = 1e-16;

/** Writes zeros over the negligible ones of these weights. Every start reads millions of them. */
function clear(raw: Uint8Array): void {
  const values = floatsOf(raw);
  let found = false;
  for (let i = 0; i < values.length; i++) {
    if (values[i] === 0 || !(Math.abs(values[i]!) < NEGLIGIBLE)) continue;
    values[i] = 0;
    found = true;
  }
  if (found) raw.set(new Uint8Array(values.buffer));
}

/**
 * The model with zeros for negligible weights; everything else is copied. Constants of fewer than two dimensions stay
 * as they are: they are biases, or guards against a division by zero.
 * @param model bytes of an .onnx file.
 * @returns bytes of an .onnx file that computes the same.
 * @throws {RangeError} when the bytes are no ONNX file.
 */
export function withoutSubnormals(model: Uint8Array): Uint8Array {
  const copy = new Uint8Array(model);
  for (const { shape, raw } of rawConstants(graphOf(copy))) if (shape.length >= 2) clear(raw);
  return copy;
}
