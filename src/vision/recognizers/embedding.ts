/**
 * The embedding recognizer: two MobileFaceNets look at the aligned face, and at its mirror image, a little smaller. A
 * network's output is the mean of both looks, of length 1; a template is both networks' outputs, one after the other,
 * less half of what all faces have in common (`embedding.centre.ts`), of length 1 again. The score is the cosine of
 * two templates: -1 to 1, 1 for the same picture. Two networks err on different people, and so do two looks
 * (docs/accuracy.md has what each of them gains).
 */
import { FACE_TEMPLATE, fitSimilarity, warp } from '../align.ts';
import { loadModel } from '../models.ts';
import { openNetwork } from '../onnx.ts';
import { withFastRectifiers } from '../rectifiers.ts';
import { convertToOnnx } from '../tflite/convert.ts';
import { decodeEmbedding, EMBEDDING_PARTS, EMBEDDING_VERSION, encodeEmbedding, unitLength } from './embedding.bytes.ts';
import { lessCommon } from './embedding.centre.ts';
import { createEmbeddingIndex } from './embedding.index.ts';

import type { AlignedFace, Recognizer } from './recognizer.ts';

/** One of the networks: how many numbers it gives, and what it makes of a face, of length 1. */
export type EmbeddingPart = {
  dimensions: number;
  embed(face: AlignedFace): Promise<Float32Array>;
  release(): Promise<void>;
};

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

/** The eyes, nose and mouth of the second look lie this much nearer to the middle: it sees more around the face. */
const SMALLER = 0.96;
/** Between eyes and mouth, where nothing moves when the face is made smaller. */
const MIDDLE_OF_FACE = { x: 56, y: 72 };
const SMALLER_TEMPLATE = FACE_TEMPLATE.map(({ x, y }) => ({
  x: MIDDLE_OF_FACE.x + (x - MIDDLE_OF_FACE.x) * SMALLER,
  y: MIDDLE_OF_FACE.y + (y - MIDDLE_OF_FACE.y) * SMALLER,
}));

/** The second look. @throws {RangeError} for a face that has left its frame behind. */
function mirrored({ source }: AlignedFace): AlignedFace {
  if (!source) throw new RangeError('Cannot look at the face again: its frame is not there');
  const { width, height, data } = warp(source.frame, fitSimilarity(source.points, SMALLER_TEMPLATE));
  const turned = new Uint8Array(data.length);
  for (let from = 0; from < data.length; from += 3) {
    const x = (from / 3) % width;
    turned.set(data.subarray(from, from + 3), from + 3 * (width - 1 - 2 * x));
  }
  return { width, height, data: turned };
}

/** What both networks make of the looks, one after the other, of length 1. Nothing common is taken off yet. */
export async function embedLooks(
  parts: readonly EmbeddingPart[],
  face: AlignedFace,
  quick = false,
): Promise<Float32Array> {
  const looks = quick ? [face] : [face, mirrored(face)];
  const embedding = new Float32Array(parts.reduce((sum, { dimensions }) => sum + dimensions, 0));
  let at = 0;
  for (const part of parts) {
    const own = embedding.subarray(at, at + part.dimensions);
    for (const look of looks) {
      const seen = await part.embed(look);
      for (let i = 0; i < own.length; i++) own[i]! += seen[i]!;
    }
    unitLength(own);
    at += part.dimensions;
  }
  return unitLength(embedding);
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
    extract: async (face, { quick = false } = {}) => lessCommon(await embedLooks(parts, face, quick)),
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
