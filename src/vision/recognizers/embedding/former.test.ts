import { expect, test } from 'bun:test';
import { seededRandom } from '../../../biometrics/random.ts';
import { decodeEmbedding, EMBEDDING_PARTS, encodeEmbedding, unitLength } from './bytes.ts';
import former from './former.json' with { type: 'json' };
import { restoreFormer } from './former.ts';

const taken = new Float32Array(Uint8Array.from(atob(former.float32), (char) => char.charCodeAt(0)).buffer);

test('a template of the former version is restored, so that nobody has to enroll again', () => {
  const random = seededRandom(5);
  for (let n = 0; n < 20; n++) {
    const parts = EMBEDDING_PARTS.map((size) => unitLength(Float32Array.from({ length: size }, () => random() - 0.5)));
    const original = unitLength(Float32Array.from(parts.flatMap((part) => [...part])));
    const stored = encodeEmbedding(unitLength(original.map((value, i) => value - taken[i]! / 2)), EMBEDDING_PARTS);
    const again = restoreFormer(decodeEmbedding(stored, EMBEDDING_PARTS));
    expect(again.reduce((sum, value, i) => sum + value * original[i]!, 0)).toBeGreaterThan(0.9999);
    expect(Math.hypot(...again)).toBeCloseTo(1, 5);
  }
});
