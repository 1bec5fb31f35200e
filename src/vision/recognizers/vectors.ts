/** Templates of networks as plain numbers, for programs that keep them. Local binary patterns have no such form. */
import type { EncodedTemplate } from '../protocol.ts';
import { decodeEmbedding, EMBEDDING_PARTS, encodeEmbedding, unitLength } from './embedding/bytes.ts';
import type { RecognizerId } from './recognizer.ts';

/** Bytes of a template besides its numbers: the form and one scale. */
const OVERHEAD = 5;
/** Numbers that a vector may have: more than any network gives. */
const MOST = 4096;

function partsOf(recognizer: RecognizerId, numbers: number): readonly number[] | undefined {
  if (recognizer === 'lbph') return undefined;
  return recognizer === 'embedding' ? EMBEDDING_PARTS : [numbers];
}

/** The numbers of a template; undefined for a recognizer without any. */
export function vectorOf({ recognizer, bytes }: EncodedTemplate): number[] | undefined {
  const parts = partsOf(recognizer, bytes.length - OVERHEAD);
  return parts && [...decodeEmbedding(bytes, parts)];
}

/** The template of numbers that {@link vectorOf} gave. Undefined for numbers that are none. */
export function templateOf(
  { id: recognizer, version }: { id: RecognizerId; version: number },
  numbers: readonly number[],
): EncodedTemplate | undefined {
  const parts = partsOf(recognizer, numbers.length);
  const length = parts?.reduce((sum, size) => sum + size, 0);
  if (!parts || length !== numbers.length || numbers.length > MOST) return undefined;
  if (!numbers.every(Number.isFinite) || numbers.every((value) => value === 0)) return undefined;
  return { recognizer, version, bytes: encodeEmbedding(unitLength(Float32Array.from(numbers)), parts) };
}
