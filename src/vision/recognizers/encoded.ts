/** Scores of encoded templates, without the networks that made them: the main thread can compare what it has read. */
import type { EncodedTemplate } from '../protocol.ts';
import { decodeEmbedding, EMBEDDING_PARTS, EMBEDDING_VERSION, FORMER_VERSION, unitLength } from './embedding/bytes.ts';
import { alongCentres, dot, lowestScore, shippedCentres } from './embedding/centres.ts';
import { restoreFormer } from './embedding/former.ts';
import { createLbph } from './lbph/lbph.ts';
import type { RecognizerId } from './recognizer.ts';

type Encoded = Pick<EncodedTemplate, 'version' | 'bytes'>;

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  return unitLength(vectors[0]!.map((_, i) => vectors.reduce((sum, vector) => sum + vector[i]!, 0)));
}

function embeddingScore(probe: Encoded, references: readonly Encoded[]): number {
  const decode = ({ bytes, version }: Encoded) => {
    const embedding = decodeEmbedding(bytes, EMBEDDING_PARTS);
    return version === FORMER_VERSION ? restoreFormer(embedding) : embedding;
  };
  const [own, mean, centres] = [decode(probe), meanOf(references.map(decode)), shippedCentres()];
  return lowestScore(dot(own, mean), alongCentres(own, centres), alongCentres(mean, centres), centres);
}

/** An operator's own model gives one vector: its length is that of the bytes less form and scale. */
function customScore(probe: Encoded, references: readonly Encoded[]): number {
  const sizes = [probe.bytes.length - 5];
  return dot(decodeEmbedding(probe.bytes, sizes), meanOf(references.map(({ bytes }) => decodeEmbedding(bytes, sizes))));
}

function lbphScore(probe: Encoded, references: readonly Encoded[]): number {
  const { decode, compareAll } = createLbph();
  return Math.max(
    ...compareAll(
      decode(probe.bytes),
      references.map(({ bytes }) => decode(bytes)),
    ),
  );
}

const SCORES: Record<RecognizerId, (probe: Encoded, references: readonly Encoded[]) => number> = {
  embedding: embeddingScore,
  custom: customScore,
  lbph: lbphScore,
};

/**
 * The score of a probe with one person's references of its recognizer and version.
 * @returns undefined where there are none. @throws {RangeError} for bytes that are no template.
 */
export function scoreEncoded(
  probe: { recognizer: string; version: number; bytes: Uint8Array },
  references: readonly EncodedTemplate[],
): number | undefined {
  const { recognizer, version } = probe;
  const former = recognizer === 'embedding' && version === EMBEDDING_VERSION ? [FORMER_VERSION] : [];
  const readable = references.filter(
    (one) => one.recognizer === recognizer && [version, ...former].includes(one.version),
  );
  const score = Object.entries(SCORES).find(([id]) => id === recognizer)?.[1];
  return score && readable.length > 0 ? score(probe, readable) : undefined;
}
