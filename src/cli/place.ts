/** Where the project and the worker's entry are: Bun runs the sources, Node the bundle. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The nearest folder above this file with a package.json. The bundle lies deeper than the source. */
function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

export const projectRoot = findRoot();

/** A path as the person at the keyboard means it. `npm run` leaves their folder; `scripts/facelogin.mjs` tells it. */
export function callersPath(path: string): string {
  return resolve(process.env.FACELOGIN_CALLER || process.cwd(), path);
}

const entry = 'Bun' in globalThis ? 'src/vision/workers/vision.worker.ts' : 'dist/src/vision/workers/vision.worker.js';
export const workerUrl = pathToFileURL(join(projectRoot, entry));
