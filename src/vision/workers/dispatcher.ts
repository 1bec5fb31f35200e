/** Requests on their way to the workers: admitted or refused, waiting in order, one at a time for each worker. */

import { type GalleryTemplate, VisionError } from '../protocol.ts';
import type { Link } from './channel.ts';
import type { Answers, GalleryCounts, Request } from './messages.ts';
import { createQueue, type Priority } from './queue.ts';
import { createLane, type Lane } from './worker-queue.ts';

/** What people ask for, of whichever worker is free; the rest of the requests is the engine's own. */
export type Asked = Extract<Request, { kind: 'observe' | 'sample' | 'compare' | 'identify' | 'score' }>;
export type Prepared<R extends Asked> = { request: R; transfer?: ArrayBuffer[] };

export type Desk = {
  /** One a worker. What waits while none is there goes on waiting for the next one. */
  readonly lanes: readonly Lane[];
  /**
   * Prepares a request (decodes its image), queues it and answers it.
   * @throws {VisionError} `busy` at once when the desk is full, or after the deadline when others took all the time;
   * `unavailable` when no worker is there in time or the one that has it fails.
   */
  ask<R extends Asked>(priority: Priority, prepare: () => Promise<Prepared<R>>): Promise<Answers[R['kind']]>;
  /** See `VisionEngine.putUser`: to every worker, ahead of everything else. */
  put(userId: string, templates: readonly GalleryTemplate[]): Promise<void>;
  /** What each worker that is there holds. @throws {VisionError} `unavailable` where none is, or one goes meanwhile. */
  galleriesHeld(): Promise<Map<string, string>[]>;
  /** Refuses all that waits and all that comes. */
  dismiss(reason: string): void;
  /** Requests admitted and not yet answered. */
  held(): number;
  /** Of the gallery: of the smallest, in the moment in which a change has reached some workers only. */
  counts(): GalleryCounts;
};

type Job = Prepared<Asked> & {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  timer: NodeJS.Timeout;
};

/** What a caller may see: its own fault as it is, anything else as `unavailable`. */
function asVisionError(error: unknown): Error {
  if (error instanceof VisionError || error instanceof RangeError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new VisionError('unavailable', `The vision worker failed: ${why}`, undefined, { cause: error });
}

/**
 * @param limits.queue requests held at most. @param limits.deadlineMs for waiting, and again for the worker's answer.
 * @param limits.workers how many there are to be.
 * @param onWorked told how long the worker took for each.
 */
export function createDesk(
  limits: { queue: number; deadlineMs: number; workers: number },
  onWorked: (kind: Asked['kind'], milliseconds: number) => void = () => {},
): Desk {
  const { deadlineMs } = limits;
  const jobs = createQueue<Job>();
  const lanes = Array.from({ length: limits.workers }, () => createLane(deadlineMs, sendJob));
  const live = () => lanes.filter((lane) => lane.live());
  let held = 0;
  let refusal: string | undefined;

  function sendJob(to: Link): Promise<void> | undefined {
    const job = jobs.take();
    if (!job) return undefined;
    clearTimeout(job.timer);
    const sent = performance.now();
    const answer = to.call(job.request, deadlineMs, job.transfer);
    const worked = () => onWorked(job.request.kind, performance.now() - sent);
    answer.then(worked, worked);
    return answer.then(job.resolve, (error: unknown) => job.reject(asVisionError(error)));
  }

  function enqueue<R extends Asked>(prepared: Prepared<R>, priority: Priority): Promise<Answers[R['kind']]> {
    return new Promise((resolve, reject) => {
      if (refusal) return reject(new VisionError('unavailable', refusal));
      const job: Job = {
        ...prepared,
        resolve: resolve as Job['resolve'],
        reject,
        timer: setTimeout(expire, deadlineMs),
      };
      function expire() {
        jobs.remove(job);
        const busy = new VisionError('busy', 'The vision workers have too much to do');
        reject(live().length > 0 ? busy : new VisionError('unavailable', 'No vision worker is ready'));
      }
      jobs.push(job, priority);
      for (const lane of lanes) lane.next();
    });
  }

  return {
    lanes,
    held: () => held,
    counts() {
      const ready = live();
      const counts = (ready.length > 0 ? ready : lanes.slice(0, 1)).map((lane) => lane.counts);
      return counts.reduce((least, other) => (other.people < least.people ? other : least));
    },
    async ask(priority, prepare) {
      if (refusal) throw new VisionError('unavailable', refusal);
      if (held >= limits.queue) throw new VisionError('busy', 'The vision queue is full');
      held++;
      try {
        return await enqueue(await prepare(), priority);
      } finally {
        held--;
      }
    },
    async put(userId, templates) {
      // Without a worker there is no gallery; the next process reads what is stored.
      if (refusal) return;
      await Promise.all(lanes.map((lane) => lane.put(userId, templates)));
    },
    async galleriesHeld() {
      const ready = refusal ? [] : live();
      if (ready.length === 0) throw new VisionError('unavailable', refusal ?? 'No vision worker is ready');
      return Promise.all(ready.map((lane) => lane.galleryHeld())).catch((error: unknown) => {
        throw asVisionError(error);
      });
    },
    dismiss(reason) {
      refusal = reason;
      for (const lane of lanes) lane.dismiss(reason);
      for (const { timer, reject } of jobs.drain()) {
        clearTimeout(timer);
        reject(new VisionError('unavailable', reason));
      }
    },
  };
}
