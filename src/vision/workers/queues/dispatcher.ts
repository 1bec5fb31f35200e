/**
 * Dispatches requests to the workers: admits or refuses them, keeps them in order, and sends each worker one at a time.
 */

import { type GalleryTemplate, VisionError } from '../../protocol.ts';
import type { Answers, GalleryCounts, SharedRequest } from '../messages.ts';
import { createAdmission } from './admission.ts';
import { asVisionError, createJobs, type OnWorked, type Prepared } from './jobs.ts';
import type { Priority } from './queue.ts';
import { createWorkerQueue, type WorkerQueue } from './worker-queue.ts';

export type Dispatcher = {
  /** One for each worker. Shared requests that wait while no worker is there stay for the next one. */
  readonly workerQueues: readonly WorkerQueue[];
  /**
   * Prepares a request (decodes its image), queues it and answers it.
   * @throws {VisionError} `busy` at once when too many requests are admitted, or after the deadline when other requests
   * took all the time; `unavailable` when no worker is ready in time, or the one that has the request fails.
   */
  ask<R extends SharedRequest>(priority: Priority, prepare: () => Promise<Prepared<R>>): Promise<Answers[R['kind']]>;
  /** See `VisionEngine.putUser`. The change goes to every worker, ahead of everything else. */
  putUser(userId: string, templates: readonly GalleryTemplate[]): Promise<void>;
  /** See `VisionEngine.useLiveness`. */
  useLiveness(livenessDir: string): Promise<void>;
  /**
   * Template ids by person, as each ready worker has them.
   * @throws {VisionError} `unavailable` when no worker is ready, or one ends before it answers.
   */
  templateIds(): Promise<Map<string, string>[]>;
  /** Refuses every request that waits, and every later one. */
  refuseAll(reason: string): void;
  /** How many requests are admitted and not yet answered. */
  pending(): number;
  /** Counts of the gallery. While a change has reached only some workers, those of the smallest gallery. */
  galleryCounts(): GalleryCounts;
};

/** Counts of the smallest gallery among the ready workers; those of the first worker's last one when none is ready. */
function smallestCounts(workerQueues: readonly WorkerQueue[]): GalleryCounts {
  const ready = workerQueues.filter((queue) => queue.ready());
  const counts = (ready.length > 0 ? ready : workerQueues.slice(0, 1)).map((queue) => queue.galleryCounts);
  return counts.reduce((least, other) => (other.people < least.people ? other : least));
}

/** Template ids by person, as each ready worker has them. */
async function readTemplateIds(workerQueues: readonly WorkerQueue[]): Promise<Map<string, string>[]> {
  const ready = workerQueues.filter((queue) => queue.ready());
  if (ready.length === 0) throw new VisionError('unavailable', 'No vision worker is ready');
  return Promise.all(ready.map((queue) => queue.templateIds())).catch((error: unknown) => {
    throw asVisionError(error);
  });
}

/** The error of a request that waited until its deadline. */
function expired(workerQueues: readonly WorkerQueue[]): VisionError {
  if (!workerQueues.some((queue) => queue.ready())) return new VisionError('unavailable', 'No vision worker is ready');
  return new VisionError('busy', 'The vision workers have too much to do');
}

/**
 * @param limits.queue how many requests are admitted at a time. @param limits.deadlineMs for the wait of a request.
 * @param limits.workers how many workers there will be.
 * @param onWorked see {@link OnWorked}.
 */
export function createDispatcher(
  limits: { queue: number; deadlineMs: number; workers: number },
  onWorked: OnWorked = () => {},
): Dispatcher {
  const { deadlineMs } = limits;
  const admission = createAdmission(limits.queue);
  const jobs = createJobs(deadlineMs, () => expired(workerQueues), onWorked);
  const workerQueues = Array.from({ length: limits.workers }, () => createWorkerQueue(jobs.send));

  return {
    workerQueues,
    pending: admission.pending,
    galleryCounts: () => smallestCounts(workerQueues),
    ask: (priority, prepare) =>
      admission.admit(async () => {
        const prepared = await prepare();
        admission.checkOpen();
        const answer = jobs.add(prepared, priority);
        for (const queue of workerQueues) queue.sendNext();
        return answer;
      }),
    async putUser(userId, templates) {
      // After `refuseAll` no gallery is left. The next process reads what is stored.
      if (admission.closed()) return;
      await Promise.all(workerQueues.map((queue) => queue.putUser(userId, templates)));
    },
    async useLiveness(livenessDir) {
      if (admission.closed()) return;
      await Promise.all(workerQueues.map((queue) => queue.useLiveness(livenessDir)));
    },
    async templateIds() {
      admission.checkOpen();
      return readTemplateIds(workerQueues);
    },
    refuseAll(reason) {
      admission.close(reason);
      for (const queue of workerQueues) queue.refuseAll(reason);
      jobs.refuseAll(reason);
    },
  };
}
