/** Where the project and the worker's entry are: Bun runs the sources, Node the bundle. */
import { entryUrl } from '../place.ts';

export { projectRoot } from '../place.ts';

export const workerUrl = entryUrl('src/vision/workers/vision.worker');
