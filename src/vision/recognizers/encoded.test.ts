import { expect, test } from 'bun:test';
import { seededRandom } from '../../biometrics/random.ts';
import type { EncodedTemplate } from '../protocol.ts';
import { decodeEmbedding, EMBEDDING_PARTS, EMBEDDING_VERSION, encodeEmbedding, unitLength } from './embedding/bytes.ts';
import { shippedCentres } from './embedding/centres.ts';
import { createEmbeddingIndex } from './embedding/search.ts';
import { scoreEncoded } from './encoded.ts';

const random = seededRandom(3);
const DIMENSIONS = EMBEDDING_PARTS.reduce((sum, size) => sum + size, 0);

/** A template of nobody. */
function encoded(version = EMBEDDING_VERSION): EncodedTemplate {
  const vector = unitLength(Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5));
  return { recognizer: 'embedding', version, bytes: encodeEmbedding(vector, EMBEDDING_PARTS) };
}

test('an encoded probe scores as a gallery of that person alone would score it', () => {
  const [probe, ...references] = [encoded(), encoded(), encoded(), encoded()];
  const index = createEmbeddingIndex(DIMENSIONS, shippedCentres());
  index.put(
    'ann',
    references.map(({ bytes }) => ({ templateId: '', template: decodeEmbedding(bytes, EMBEDDING_PARTS) })),
  );
  const expected = index.verify(decodeEmbedding(probe!.bytes, EMBEDDING_PARTS), 'ann')!.score;
  expect(scoreEncoded(probe!, references)).toBeCloseTo(expected, 4);
});

test('references of another recognizer, or of a version that is not read, are left out', () => {
  const probe = encoded();
  expect(scoreEncoded(probe, [])).toBeUndefined();
  expect(scoreEncoded(probe, [encoded(99), { ...encoded(), recognizer: 'lbph' }])).toBeUndefined();
  expect(scoreEncoded(probe, [encoded(99), probe])).toBeCloseTo(1, 5);
});

test('bytes that are no template are refused', () => {
  expect(() => scoreEncoded(encoded(), [{ ...encoded(), bytes: new Uint8Array(8) }])).toThrow(RangeError);
});
