/**
 * The embedding recognizer. Two MobileFaceNets look at the aligned face, and at its mirror image, a little smaller. The
 * mean of both looks, scaled to length 1, is the output of a network. Both outputs, one after the other and scaled to
 * length 1, are a template. The score is the lowest cosine of two templates minus a centre (`centres.ts`): -1 to 1, and
 * 1 for the same picture. Two networks err on different people, and so do two looks (docs/accuracy.md). At sign-in the
 * recognizer takes the second look only when it can matter (`probe.ts`).
 */
import { loadModel } from '../../models/models.ts';
import { withFastRectifiers } from '../../models/rewrite/rectifiers.ts';
import { openNetwork } from '../../models/session.ts';
import { convertToOnnx } from '../../models/tflite/convert.ts';
import type { AlignedFace, Recognizer } from '../recognizer.ts';
import {
  decodeEmbedding,
  EMBEDDING_PARTS,
  EMBEDDING_VERSION,
  encodeEmbedding,
  FORMER_VERSION,
  unitLength,
} from './bytes.ts';
import { alongCentres, lowestScore, shippedCentres } from './centres.ts';
import { restoreFormer } from './former.ts';
import { createGlance, type EmbeddingPart, embedLooks } from './looks.ts';
import { createEmbeddingIndex } from './search.ts';

const SIZE = 112;
/**
 * Two names of one face score this or more. The collections behind the thresholds have a few dozen such pairs, of 2
 * million. To the eye, most pairs above it show one face, and most pairs below it show two (docs/accuracy.md).
 */
export const EMBEDDING_DOUBLE = 0.6;
const PIXELS = SIZE * SIZE;
const DIMENSIONS = EMBEDDING_PARTS.reduce((sum, size) => sum + size, 0);
const MIDDLE = 127.5;
/** Each network takes (value - 127.5) / divisor, RGB. */
const DIVISORS = { feature: 127.5, mobilefacenet: 128 };

function fillInput(input: Float32Array, { data }: AlignedFace, divisor: number): void {
  for (let pixel = 0, from = 0; pixel < PIXELS; pixel++, from += 3) {
    input[pixel] = (data[from]! - MIDDLE) / divisor;
    input[PIXELS + pixel] = (data[from + 1]! - MIDDLE) / divisor;
    input[2 * PIXELS + pixel] = (data[from + 2]! - MIDDLE) / divisor;
  }
}

async function openPart(model: Uint8Array, dimensions: number, divisor: number): Promise<EmbeddingPart> {
  const network = await openNetwork(withFastRectifiers(model), [1, 3, SIZE, SIZE]);
  return {
    dimensions,
    async embed(face) {
      fillInput(network.input, face, divisor);
      const { output } = await network.run();
      return unitLength(output!);
    },
    release: network.release,
  };
}

/** Opens both networks, in the order of their parts of a template. @throws {ModelError} as {@link openEmbedding}. */
export async function openEmbeddingParts(modelsDir: string): Promise<EmbeddingPart[]> {
  const [first, second] = EMBEDDING_PARTS as [number, number];
  const feature = await loadModel('feature', modelsDir);
  const converted = convertToOnnx(await loadModel('mobilefacenet', modelsDir));
  return [await openPart(feature, first, DIVISORS.feature), await openPart(converted, second, DIVISORS.mobilefacenet)];
}

function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * Opens the networks.
 * @param modelsDir folder of the installed packages, see `findModels`.
 * @throws {ModelError} when a file is missing, or is not the one that was tested.
 */
export async function openEmbedding(modelsDir: string): Promise<Recognizer<Float32Array>> {
  const parts = await openEmbeddingParts(modelsDir);
  const centres = shippedCentres();
  const compareAll = (probe: Float32Array, references: readonly Float32Array[]) => {
    const along = alongCentres(probe, centres);
    const scoreOf = (reference: Float32Array) =>
      lowestScore(cosine(probe, reference), along, alongCentres(reference, centres), centres);
    return Float64Array.from(references, scoreOf);
  };
  return {
    id: 'embedding',
    version: EMBEDDING_VERSION,
    former: [FORMER_VERSION],
    combines: 'mean',
    follows: true,
    centres: [...new Set(centres.map(({ source }) => source))],
    double: EMBEDDING_DOUBLE,
    extract: (face) => embedLooks(parts, face),
    glance: createGlance(parts),
    compare: (a, b) => compareAll(a, [b])[0]!,
    compareAll,
    encode: (embedding) => encodeEmbedding(embedding, EMBEDDING_PARTS),
    decode(bytes, version) {
      const embedding = decodeEmbedding(bytes, EMBEDDING_PARTS);
      return version === FORMER_VERSION ? restoreFormer(embedding) : embedding;
    },
    createIndex: ({ unseen } = {}) => createEmbeddingIndex(DIMENSIONS, unseen ? shippedCentres(unseen) : centres),
    async release() {
      for (const part of parts) await part.release();
    },
  };
}
