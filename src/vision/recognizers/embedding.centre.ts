/**
 * What all faces have in common, as the networks see them, says nothing of who it is: half of the mean of many people
 * is taken off every embedding. On folds 1 to 3 of LFW half and all of it gain about the same; half costs nothing at
 * the strictest thresholds on people whom the mean does not know (docs/accuracy.md).
 *
 * The mean is that of the people whom the thresholds were measured on. It is of 1,241 people together, nobody's
 * likeness; `facelogin calibrate --centre` measures it again.
 */
import { unitLength } from './embedding.bytes.ts';
import centre from './embedding.centre.json' with { type: 'json' };

/** The part of the mean that is taken off. */
const PART = 0.5;

const bytes = Uint8Array.from(atob(centre.float32), (char) => char.charCodeAt(0));
const common = new Float32Array(bytes.buffer).map((value) => value * PART);

/** Takes off what all faces have in common, in place. @param embedding of length 1, and so it is again. */
export function lessCommon(embedding: Float32Array): Float32Array {
  for (let i = 0; i < embedding.length; i++) embedding[i]! -= common[i]!;
  return unitLength(embedding);
}

/** The mean of embeddings as it is kept in the file: little-endian float32, base64. */
export function encodeCentre(embeddings: readonly Float32Array[]): string {
  const mean = new Float32Array(embeddings[0]!.length);
  for (const embedding of embeddings) {
    for (let i = 0; i < mean.length; i++) mean[i]! += embedding[i]! / embeddings.length;
  }
  return btoa(String.fromCharCode(...new Uint8Array(mean.buffer)));
}
