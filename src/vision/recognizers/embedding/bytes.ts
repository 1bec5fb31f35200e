/**
 * The stored form of an embedding: one byte with the number of the form, then for the part of each network a float32
 * scale (little-endian) and its numbers as signed bytes. A score changes by an eighth of a thousandth.
 */

/**
 * The recognizer's version. Templates are stored with nothing taken off, so centres can change without a new
 * enrollment.
 */
export const EMBEDDING_VERSION = 3;
/** Templates minus half of the mean of LFW's faces (`former.ts`). Version 1 had one look; its people enroll again. */
export const FORMER_VERSION = 2;
/** Number of this form, the first byte. Other recognizers store templates in the same form. */
const FORM = 1;
/** How many numbers each network gives, in order. */
export const EMBEDDING_PARTS: readonly number[] = [512, 192];
const LARGEST = 127;
const SCALE_BYTES = 4;

/** Size of a stored template in bytes. @param parts how many numbers each network gives. */
function encodedLength(parts: readonly number[]): number {
  return 1 + parts.reduce((sum, size) => sum + SCALE_BYTES + size, 0);
}

/** The embedding as bytes: 713 for parts of 512 and 192 numbers. */
export function encodeEmbedding(embedding: Float32Array, parts: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(encodedLength(parts));
  const view = new DataView(bytes.buffer);
  bytes[0] = FORM;
  let [at, from] = [1, 0];
  for (const size of parts) {
    const part = embedding.subarray(from, from + size);
    const scale = part.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE) / LARGEST;
    view.setFloat32(at, scale, true);
    at += SCALE_BYTES;
    for (const value of part) view.setInt8(at++, Math.round(value / scale));
    from += size;
  }
  return bytes;
}

/**
 * The embedding that {@link encodeEmbedding} wrote, to half a step of its scale.
 * @throws {RangeError} when the bytes have another form or length, or have no finite length as a vector.
 */
export function decodeEmbedding(bytes: Uint8Array, parts: readonly number[]): Float32Array {
  if (bytes[0] !== FORM) {
    throw new RangeError(`Cannot read the embedding: version ${bytes[0] ?? 'missing'}, expected ${FORM}`);
  }
  if (bytes.length !== encodedLength(parts)) {
    throw new RangeError(`Cannot read the embedding: ${bytes.length} bytes, not ${encodedLength(parts)}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const embedding = new Float32Array(parts.reduce((sum, size) => sum + size, 0));
  let [at, to] = [1, 0];
  for (const size of parts) {
    const scale = view.getFloat32(at, true);
    at += SCALE_BYTES;
    for (let i = 0; i < size; i++) embedding[to + i] = numbers[at + i]! * scale;
    at += size;
    to += size;
  }
  return unitLength(embedding);
}

/**
 * Scales a vector to length 1, in place. @throws {RangeError} for a vector of zeros, or with numbers that are not
 * finite.
 */
export function unitLength(vector: Float32Array): Float32Array {
  let square = 0;
  // By index, since iterators are four times as slow: a gallery of 10,000 people scales 50,000 vectors at its start.
  for (let i = 0; i < vector.length; i++) square += vector[i]! * vector[i]!;
  if (!(square > 0 && square < Number.POSITIVE_INFINITY))
    throw new RangeError('Cannot compare a vector without length');
  const factor = 1 / Math.sqrt(square);
  for (let i = 0; i < vector.length; i++) vector[i]! *= factor;
  return vector;
}
