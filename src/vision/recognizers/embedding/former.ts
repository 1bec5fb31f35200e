/**
 * Restores templates of version 2. They were stored minus half of the mean of LFW's people, and scaled to length 1.
 * That loses nothing: the original embedding t had length 1. So with c for the part that was taken off, t = s x + c,
 * where only one s > 0 gives t the length 1. Nobody who enrolled then has to enroll again.
 */
import { unitLength } from './bytes.ts';
import centre from './former.json' with { type: 'json' };

/** The share of the mean that was taken off. */
const PART = 0.5;

const bytes = Uint8Array.from(atob(centre.float32), (char) => char.charCodeAt(0));
const taken = new Float32Array(bytes.buffer).map((value) => value * PART);
const square = taken.reduce((sum, value) => sum + value * value, 0);

/** The embedding before the mean was taken off, in place. @param embedding of length 1, as the result is. */
export function restoreFormer(embedding: Float32Array): Float32Array {
  let along = 0;
  for (let i = 0; i < embedding.length; i++) along += embedding[i]! * taken[i]!;
  const scale = Math.sqrt(along * along + 1 - square) - along;
  for (let i = 0; i < embedding.length; i++) embedding[i] = scale * embedding[i]! + taken[i]!;
  return unitLength(embedding);
}
