/**
 * The embedding recognizer: two MobileFaceNets look at the aligned face; a template is both of their outputs, each of
 * length 1, one after the other, and scaled to length 1 again. So the score of two templates, their cosine, is the
 * mean of both networks' cosines: -1 to 1, 1 for the same picture. Two networks err on different people; a mirrored
 * second pass of one network gains less and costs more (docs/accuracy.md).
 */
import { loadModel } from '../models.ts';
import { type Network, openNetwork } from '../onnx.ts';
import { convertToOnnx } from '../tflite/convert.ts';
import { decodeEmbedding, EMBEDDING_VERSION, encodeEmbedding, unitLength } from './embedding.bytes.ts';
import { createEmbeddingIndex } from './embedding.index.ts';
import type { AlignedFace, Recognizer } from './recognizer.ts';

/** One network and how it wants its pixels: (value - 127.5) / divisor, RGB. */
type Part = { network: Network; divisor: number; dimensions: number };

const SIZE = 112;
const PIXELS = SIZE * SIZE;
const MIDDLE = 127.5;

function fillInput({ network, divisor }: Part, { data }: AlignedFace): void {
  const { input } = network;
  for (let pixel = 0, from = 0; pixel < PIXELS; pixel++, from += 3) {
    input[pixel] = (data[from]! - MIDDLE) / divisor;
    input[PIXELS + pixel] = (data[from + 1]! - MIDDLE) / divisor;
    input[2 * PIXELS + pixel] = (data[from + 2]! - MIDDLE) / divisor;
  }
}

async function embed(parts: readonly Part[], face: AlignedFace): Promise<Float32Array> {
  const embedding = new Float32Array(parts.reduce((sum, { dimensions }) => sum + dimensions, 0));
  let at = 0;
  for (const part of parts) {
    fillInput(part, face);
    const { output } = await part.network.run();
    embedding.set(unitLength(output!), at);
    at += part.dimensions;
  }
  return unitLength(embedding);
}

function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

async function openParts(modelsDir: string): Promise<Part[]> {
  const shape = [1, 3, SIZE, SIZE] as const;
  const feature = await openNetwork(await loadModel('feature', modelsDir), shape);
  const second = await openNetwork(convertToOnnx(await loadModel('mobilefacenet', modelsDir)), shape);
  return [
    { network: feature, divisor: 127.5, dimensions: 512 },
    { network: second, divisor: 128, dimensions: 192 },
  ];
}

/**
 * Opens the networks.
 * @param modelsDir folder of the installed packages, see `findModels`.
 * @throws {ModelError} when a file is missing or another than the one that was tested.
 */
export async function openEmbedding(modelsDir: string): Promise<Recognizer<Float32Array>> {
  const parts = await openParts(modelsDir);
  const sizes = parts.map(({ dimensions }) => dimensions);
  return {
    id: 'embedding',
    version: EMBEDDING_VERSION,
    combines: 'mean',
    extract: (face) => embed(parts, face),
    compare: cosine,
    compareAll: (probe, references) => Float64Array.from(references, (reference) => cosine(probe, reference)),
    encode: (embedding) => encodeEmbedding(embedding, sizes),
    decode: (bytes) => decodeEmbedding(bytes, sizes),
    createIndex: () => createEmbeddingIndex(sizes.reduce((sum, size) => sum + size, 0)),
    async release() {
      for (const { network } of parts) await network.release();
    },
  };
}
