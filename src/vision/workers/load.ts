/** What a worker loads at each of its starts: the models, then the templates of everybody enrolled. */

import { type GalleryTemplate, VisionError } from '../protocol.ts';
import type { RecognizerId } from '../recognizers/recognizer.ts';
import type { LbphBackend } from '../recognizers/registry.ts';
import type { Channel } from './channel.ts';
import type { Lifecycle } from './life/supervisor.ts';
import type { GalleryCounts } from './messages.ts';

export type WorkerOptions = {
  modelsDir: string;
  recognizer: RecognizerId;
  /** Path of the description of the operator's own model, if any. */
  customModel?: string;
  /** Folder of the liveness networks, where the server checks liveness. */
  livenessDir?: string;
  /** Whether frames may be asked for the points of lids and lips. */
  mesh?: boolean;
  lbphBackend?: LbphBackend;
  /**
   * Reads every stored template at each start of a worker, in batches; the templates of one person are in one batch.
   * It may miss a change that is committed while it reads. So the caller calls `putUser` after each commit, and the
   * worker applies that change after the batches and before any search.
   */
  loadGallery: () => AsyncIterable<GalleryTemplate[]> | Iterable<GalleryTemplate[]>;
};

/**
 * Does the work of a frame once: the first networks run slower, and the time tells whether this machine is fast enough.
 * A failure is no reason to refuse the worker. @returns milliseconds; 0 where it failed.
 */
async function rehearse(channel: Channel): Promise<number> {
  return channel.call({ kind: 'rehearse' }).catch((error: unknown) => {
    if (error instanceof VisionError) throw error;
    return 0;
  });
}

/** Loads the models, then the gallery batch by batch, and rehearses. */
export async function loadWorker(
  channel: Channel,
  options: WorkerOptions,
  lifecycle: Lifecycle,
): Promise<GalleryCounts> {
  const {
    modelsDir,
    recognizer,
    customModel = '',
    livenessDir = '',
    mesh = false,
    lbphBackend = 'typescript',
  } = options;
  await channel.call({ kind: 'open', modelsDir, recognizer, customModel, livenessDir, mesh, lbphBackend });
  const began = performance.now();
  let counts: GalleryCounts = { people: 0, templates: 0, skipped: 0 };
  for await (const templates of options.loadGallery()) {
    if (lifecycle.state === 'closed') throw new VisionError('unavailable', 'The vision engine is closed');
    counts = await channel.call({ kind: 'add', templates });
  }
  lifecycle.galleryMs = Math.round(performance.now() - began);
  lifecycle.frameMs = await rehearse(channel);
  return counts;
}
