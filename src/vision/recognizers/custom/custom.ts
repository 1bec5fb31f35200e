/**
 * An operator's own embedding model: one ONNX file, and a description with its pixel format and the path of its
 * calibration. The version of its templates is made from file and description, so templates from before and after a
 * change of either are never compared.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ModelError } from '../../models/models.ts';
import { openNetwork } from '../../models/session.ts';
import { fitSimilarity, warpPixels } from '../../pipeline/align.ts';
import { decodeEmbedding, encodeEmbedding, unitLength } from '../embedding/bytes.ts';
import { createEmbeddingIndex } from '../embedding/search.ts';
import type { AlignedFace, Recognizer } from '../recognizer.ts';
import { type CustomModel, readCustomModel } from './description.ts';

function readModel({ modelPath, sha256 }: CustomModel): Uint8Array {
  let bytes: Buffer;
  try {
    bytes = readFileSync(modelPath);
  } catch (cause) {
    throw new ModelError(`Cannot read the model ${modelPath}: ${(cause as Error).message}`, { cause });
  }
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256)
    throw new ModelError(`Cannot use the model ${modelPath}: its SHA-256 is ${found}, not ${sha256}`);
  return bytes;
}

/** The face as the model takes it, RGB, 3 bytes a pixel. */
function pixelsFor({ alignment, size }: CustomModel, { data, source }: AlignedFace): Uint8Array {
  if (!alignment) return data;
  if (!source) throw new RangeError('Cannot align the face for this model: its frame is not there');
  return warpPixels(source.frame, fitSimilarity(source.points, alignment), size);
}

function fillInput(input: Float32Array, pixels: Uint8Array, { size, channels, mean, divisor }: CustomModel): void {
  const area = size * size;
  const order = channels === 'rgb' ? [0, 1, 2] : [2, 1, 0];
  for (const [plane, channel] of order.entries()) {
    for (let at = 0; at < area; at++) input[plane * area + at] = (pixels[at * 3 + channel]! - mean) / divisor;
  }
}

function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * Opens the operator's model.
 * @param path of its description.
 * @throws {ModelError} in one line, when the description or the model cannot be used.
 */
export async function openCustom(path: string): Promise<Recognizer<Float32Array>> {
  const model = readCustomModel(path);
  const network = await openNetwork(readModel(model), [1, 3, model.size, model.size]).catch((cause: Error) => {
    throw new ModelError(`Cannot use the model ${model.modelPath}: ${cause.message}`, { cause });
  });
  const run = async () => Float32Array.from(Object.values(await network.run())[0]!);
  const sizes = [(await run()).length];
  return {
    id: 'custom',
    version: model.version,
    combines: 'mean',
    follows: true,
    double: 0.6,
    async extract(face) {
      fillInput(network.input, pixelsFor(model, face), model);
      return unitLength(await run());
    },
    compare: cosine,
    compareAll: (probe, references) => Float64Array.from(references, (reference) => cosine(probe, reference)),
    encode: (embedding) => encodeEmbedding(embedding, sizes),
    decode: (bytes) => decodeEmbedding(bytes, sizes),
    createIndex: () => createEmbeddingIndex(sizes[0]!),
    release: network.release,
  };
}
