import { describe, expect, test } from 'bun:test';
import { seededRandom } from '../../../biometrics/random.ts';
import { decodeEmbedding, EMBEDDING_PARTS, encodeEmbedding, unitLength } from './bytes.ts';

const random = seededRandom(3);

/** An embedding as the recognizer makes it: each part is scaled to length 1, and then all of it. */
function embedding(): Float32Array {
  const parts = EMBEDDING_PARTS.map((size) => unitLength(Float32Array.from({ length: size }, () => random() - 0.5)));
  return unitLength(Float32Array.from(parts.flatMap((part) => [...part])));
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

describe('a stored embedding', () => {
  test('has 713 bytes and decodes to the same, to a ten-thousandth of a score', () => {
    for (let i = 0; i < 20; i++) {
      const [before, other] = [embedding(), embedding()];
      const bytes = encodeEmbedding(before, EMBEDDING_PARTS);
      expect(bytes.length).toBe(713);
      const after = decodeEmbedding(bytes, EMBEDDING_PARTS);
      expect(Math.hypot(...after)).toBeCloseTo(1, 5);
      expect(dot(before, after)).toBeGreaterThan(0.9999);
      expect(Math.abs(dot(after, other) - dot(before, other))).toBeLessThan(1e-3);
      // The decoded embedding encodes to the same bytes.
      expect(dot(after, decodeEmbedding(encodeEmbedding(after, EMBEDDING_PARTS), EMBEDDING_PARTS))).toBeGreaterThan(
        0.999999,
      );
    }
  });

  test('can be read from a larger buffer', () => {
    const bytes = encodeEmbedding(embedding(), EMBEDDING_PARTS);
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 5);
    expect(decodeEmbedding(larger.subarray(5, 5 + bytes.length), EMBEDDING_PARTS)).toEqual(
      decodeEmbedding(bytes, EMBEDDING_PARTS),
    );
  });

  test('is refused with another version, another length, or without numbers', () => {
    const bytes = encodeEmbedding(embedding(), EMBEDDING_PARTS);
    const refused = (damaged: Uint8Array) =>
      expect(() => decodeEmbedding(damaged, EMBEDDING_PARTS)).toThrow(RangeError);
    refused(new Uint8Array(0));
    refused(bytes.with(0, 2));
    refused(bytes.subarray(0, bytes.length - 1));
    refused(Uint8Array.of(...bytes, 0));
    refused(new Uint8Array(bytes.length).fill(1, 0, 1));
    // A scale that is not a number, and an infinite one.
    refused(bytes.with(3, 0xc0).with(4, 0x7f));
    refused(bytes.with(1, 0).with(2, 0).with(3, 0x80).with(4, 0x7f));
  });

  test('may have parts of any scale, however small', () => {
    const uneven = unitLength(Float32Array.of(1, 0.5, 1e-6, -2e-6));
    const after = decodeEmbedding(encodeEmbedding(uneven, [2, 2]), [2, 2]);
    expect(after[2]! / after[3]!).toBeCloseTo(-0.5, 2);
    const empty = decodeEmbedding(encodeEmbedding(Float32Array.of(1, 0, 0, 0), [2, 2]), [2, 2]);
    expect([...empty]).toEqual([1, 0, 0, 0]);
  });
});

test('a vector without length cannot be scaled to one', () => {
  expect([...unitLength(Float32Array.of(3, 4))]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
  for (const value of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => unitLength(Float32Array.of(value, 0))).toThrow(RangeError);
  }
});
