/**
 * The OpenCV addon `@u4/opencv4nodejs`, as far as LBPH needs it. A process can load it once, in one thread: a second
 * isolate aborts in `Mat::Init`. So only the thread that computes with it loads it. Other code calls
 * {@link opencvProblem}.
 */
import { existsSync, statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A matrix in OpenCV's own memory. */
export type Mat = {
  cvtColor(code: number): Mat;
  /** A view of a part, not a copy. */
  getRegion(region: object): Mat;
  copy(): Mat;
  /** Copies the bytes, row by row. */
  setData(data: Buffer): Mat;
  compareHist(other: Mat, method: number): number;
};

/** OpenCV's recognizer. It learns from pictures, and its histograms are only in the model file that it saves. */
export type LbphFaceRecognizer = {
  train(crops: readonly Mat[], labels: readonly number[]): void;
  /** The nearest label, and its distance. */
  predict(crop: Mat): { label: number; confidence: number };
  save(path: string): void;
};

export type OpenCv = {
  Mat: {
    new (rows: number, cols: number, type: number): Mat;
    /** Copies the data. */
    new (data: Buffer, rows: number, cols: number, type: number): Mat;
  };
  Rect: new (x: number, y: number, width: number, height: number) => object;
  LBPHFaceRecognizer: new () => LbphFaceRecognizer;
  CV_8UC1: number;
  CV_8UC3: number;
  CV_32FC1: number;
  COLOR_RGB2GRAY: number;
  HISTCMP_CHISQR_ALT: number;
};

/** Folder for files in memory, see `model.ts`. */
export const MEMORY_FOLDER = '/dev/shm';
/** `f_type` of statfs(2) for tmpfs, and for the ramfs of some small systems. */
const MEMORY_FILE_SYSTEMS = [0x01021994, 0x858458f6];

/** Path of the addon. The `exports` of the package hide it from `require.resolve`. */
export function addonIn(packagesDir: string): string {
  return join(packagesDir, '@u4/opencv4nodejs/build/Release/opencv4nodejs.node');
}

/** Whether `npm run opencv:build` has run. @param packagesDir folder of the installed packages, see `findModels`. */
export function opencvIsBuilt(packagesDir: string): boolean {
  return existsSync(addonIn(packagesDir));
}

function isMemory(folder: string): boolean {
  try {
    return MEMORY_FILE_SYSTEMS.includes(statfsSync(folder).type);
  } catch {
    return false;
  }
}

/** Why LBPH cannot run on OpenCV in this process, and what to do, in one line; undefined if it can. */
export function opencvProblem(packagesDir: string): string | undefined {
  if ('Bun' in globalThis) return 'Bun cannot load the OpenCV addon. Start the server on Node: npm run start:node';
  if (!opencvIsBuilt(packagesDir)) return 'The OpenCV addon is not built. To build it: npm run opencv:build';
  if (isMemory(MEMORY_FOLDER)) return undefined;
  return `OpenCV hands histograms over in a file, and ${MEMORY_FOLDER} is no file system in memory (tmpfs). Faces are never written to a disk.`;
}

/**
 * Loads the addon.
 * @throws {Error} in one line, when the addon is missing or was built for another Node or OpenCV.
 */
export function loadOpenCv(packagesDir: string): OpenCv {
  const problem = opencvProblem(packagesDir);
  if (problem) throw new Error(problem);
  try {
    return createRequire(import.meta.url)(addonIn(packagesDir)) as OpenCv;
  } catch (cause) {
    const [reason] = (cause as Error).message.split('\n');
    throw new Error(`Cannot load the OpenCV addon: ${reason}. To build it again: npm run opencv:build`, { cause });
  }
}
