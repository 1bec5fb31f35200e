/** What a worker is given at each of its starts: the models to load, then everybody's templates. */

import { type GalleryTemplate, VisionError } from '../protocol.ts';
import type { RecognizerId } from '../recognizers/recognizer.ts';
import type { LbphBackend } from '../recognizers/registry.ts';
import type { Link } from './channel.ts';
import type { GalleryCounts } from './messages.ts';
import type { Life } from './supervisor.ts';

export type WorkerOptions = {
  modelsDir: string;
  recognizer: RecognizerId;
  /** Path of the description of the operator's own model, if any. */
  customModel?: string;
  /** Folder of the liveness networks, where liveness is asked. */
  livenessDir?: string;
  lbphBackend?: LbphBackend;
  /**
   * Every stored template, at each start of a worker, in batches that split nobody. A change that is committed
   * while this reads may be missed, so `putUser` is called after each commit: what it brings is applied after what
   * was read, and before any search.
   */
  loadGallery: () => AsyncIterable<GalleryTemplate[]> | Iterable<GalleryTemplate[]>;
};

/** Loads the models, then the gallery piece by piece, each with a deadline of its own. */
export async function fillWorker(
  link: Link,
  options: WorkerOptions,
  limits: { startMs: number; deadlineMs: number },
  life: Life,
): Promise<GalleryCounts> {
  const { modelsDir, recognizer, customModel = '', livenessDir = '', lbphBackend = 'typescript' } = options;
  await link.call({ kind: 'open', modelsDir, recognizer, customModel, livenessDir, lbphBackend }, limits.startMs);
  const began = performance.now();
  let counts: GalleryCounts = { people: 0, templates: 0, skipped: 0 };
  for await (const templates of options.loadGallery()) {
    if (life.state === 'closed') throw new VisionError('unavailable', 'The vision engine is closed');
    counts = await link.call({ kind: 'add', templates }, limits.deadlineMs);
  }
  life.galleryMs = Math.round(performance.now() - began);
  return counts;
}
