/**
 * Templates of version 2 were kept less half of the mean of LFW's people, and of length 1 again. Nothing is lost by that:
 * the whole embedding t had length 1, so with c for what was taken off, t = s x + c for the one s > 0 that gives it its
 * length back. So nobody who was enrolled then has to enroll again.
 */
import { unitLength } from './bytes.ts';
import centre from './former.json' with { type: 'json' };

/** The part of the mean that was taken off. */
const PART = 0.5;

const bytes = Uint8Array.from(atob(centre.float32), (char) => char.charCodeAt(0));
const taken = new Float32Array(bytes.buffer).map((value) => value * PART);
const square = taken.reduce((sum, value) => sum + value * value, 0);

/** The embedding before anything was taken off it, in place. @param embedding of length 1, and so it is again. */
export function wholeAgain(embedding: Float32Array): Float32Array {
  let along = 0;
  for (let i = 0; i < embedding.length; i++) along += embedding[i]! * taken[i]!;
  const scale = Math.sqrt(along * along + 1 - square) - along;
  for (let i = 0; i < embedding.length; i++) embedding[i] = scale * embedding[i]! + taken[i]!;
  return unitLength(embedding);
}
