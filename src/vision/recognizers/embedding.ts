/**
 * The embedding recognizer: two MobileFaceNets look at the aligned face, and at its mirror image, a little smaller. A
 * network's output is the mean of both looks, of length 1; a template is both networks' outputs, one after the other,
 * less half of what all faces have in common (`embedding.centre.ts`), of length 1 again. The score is the cosine of
 * two templates: -1 to 1, 1 for the same picture. Two networks err on different people, and so do two looks
 * (docs/accuracy.md has what each of them gains). At sign-in the second look is taken where it can matter (`probe.ts`).
 */
import { loadModel } from '../models.ts';
import { openNetwork } from '../onnx.ts';
import { withFastRectifiers } from '../rectifiers.ts';
import { convertToOnnx } from '../tflite/convert.ts';
import { decodeEmbedding, EMBEDDING_PARTS, EMBEDDING_VERSION, encodeEmbedding, unitLength } from './embedding.bytes.ts';
import { lessCommon } from './embedding.centre.ts';
import { createEmbeddingIndex } from './embedding.index.ts';
import { createGlance, type EmbeddingPart, embedLooks } from './embedding.looks.ts';
import type { AlignedFace, Recognizer } from './recognizer.ts';

const SIZE = 112;
const PIXELS = SIZE * SIZE;
const MIDDLE = 127.5;
/** By what each network wants its pixels divided: (value - 127.5) / divisor, RGB. */
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

/** Opens both networks, in the order of their numbers in a template. @throws {ModelError} as {@link openEmbedding}. */
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
 * @throws {ModelError} when a file is missing or another than the one that was tested.
 */
export async function openEmbedding(modelsDir: string): Promise<Recognizer<Float32Array>> {
  const parts = await openEmbeddingParts(modelsDir);
  return {
    id: 'embedding',
    version: EMBEDDING_VERSION,
    combines: 'mean',
    extract: async (face) => lessCommon(await embedLooks(parts, face)),
    glance: createGlance(parts),
    compare: cosine,
    compareAll: (probe, references) => Float64Array.from(references, (reference) => cosine(probe, reference)),
    encode: (embedding) => encodeEmbedding(embedding, EMBEDDING_PARTS),
    decode: (bytes) => decodeEmbedding(bytes, EMBEDDING_PARTS),
    createIndex: () => createEmbeddingIndex(EMBEDDING_PARTS.reduce((sum, size) => sum + size, 0)),
    async release() {
      for (const part of parts) await part.release();
    },
  };
}
