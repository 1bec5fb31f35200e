/** Where the project and the worker's entry are: Bun runs the sources, Node the bundle. */
import { resolve } from 'node:path';
import { entryUrl } from '../place.ts';

export { projectRoot } from '../place.ts';

/** A path as the person at the keyboard means it. `npm run` leaves their folder; `scripts/facelogin.mjs` tells it. */
export function callersPath(path: string): string {
  return resolve(process.env.FACELOGIN_CALLER || process.cwd(), path);
}

export const workerUrl = entryUrl('src/vision/workers/vision.worker');
