/** The queue of one worker: requests for this worker alone go first, then those that any worker may take. */

import { type GalleryTemplate, VisionError } from '../../protocol.ts';
import type { Channel } from '../channel.ts';
import type { GalleryCounts } from '../messages.ts';
import { createPending } from './pending.ts';

export type WorkerQueue = {
  /**
   * Replaces one person's templates in this worker's gallery, ahead of everything else. Resolves when the worker has
   * the change. Resolves at once while no worker is there, since the next one gets the change before any search.
   */
  putUser(userId: string, templates: readonly GalleryTemplate[]): Promise<void>;
  /** Has the worker open the liveness networks of a folder, ahead of everything else. Resolves as `putUser` does. */
  useLiveness(livenessDir: string): Promise<void>;
  /**
   * Template ids by person in this worker's gallery, after all changes so far. @throws {VisionError} without a worker.
   */
  templateIds(): Promise<Map<string, string>>;
  /** Whether a worker is there. */
  ready(): boolean;
  /** Sets the channel to the worker that is ready; undefined when the worker is gone. */
  use(channel: Channel | undefined): void;
  /** Sends the worker its next request, unless one is running. */
  sendNext(): void;
  /** Lets nobody wait any longer. */
  refuseAll(reason: string): void;
  /** Counts of this worker's gallery, or of the last worker's while none is there. */
  galleryCounts: GalleryCounts;
};

/** Starts one task at a time; the end of each starts the next. @param start undefined: no task waits. */
function oneAtATime(start: () => Promise<void> | undefined): () => void {
  let running = false;
  function next(): void {
    const task = running ? undefined : start();
    if (!task) return;
    running = true;
    void task.finally(() => {
      running = false;
      next();
    });
  }
  return next;
}

/**
 * @param sendShared sends the worker the next request that any worker may take. Undefined: none waits.
 */
export function createWorkerQueue(sendShared: (channel: Channel) => Promise<void> | undefined): WorkerQueue {
  const pending = createPending();
  let channel: Channel | undefined;
  const onCounts = (counts: GalleryCounts) => {
    queue.galleryCounts = counts;
  };
  const sendNext = oneAtATime(() => {
    if (!channel || channel.gone()) return undefined;
    return pending.send(channel, onCounts) ?? sendShared(channel);
  });

  const queue: WorkerQueue = {
    galleryCounts: { people: 0, templates: 0, skipped: 0 },
    ready: () => channel !== undefined,
    sendNext,
    refuseAll: pending.refuseAll,
    use(next) {
      channel = next;
      if (!channel) pending.workerGone();
      sendNext();
    },
    async putUser(userId, templates) {
      const done = pending.changes.add(userId, templates);
      if (!channel) pending.changes.release();
      sendNext();
      await done;
    },
    async useLiveness(livenessDir) {
      const done = pending.networks.set(livenessDir);
      if (!channel) pending.networks.release();
      sendNext();
      await done;
    },
    async templateIds() {
      if (!channel) throw new VisionError('unavailable', 'The vision worker is not ready');
      const answer = pending.reads.add();
      sendNext();
      return answer;
    },
  };
  return queue;
}
