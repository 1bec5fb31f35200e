/** Requests that wait for whichever worker is free first. */

import { VisionError } from '../../protocol.ts';
import type { Channel } from '../channel.ts';
import type { Answers, SharedRequest } from '../messages.ts';
import { createQueue, type Priority } from './queue.ts';

export type Prepared<R extends SharedRequest> = { request: R; transfer?: ArrayBuffer[] };

type Job = Prepared<SharedRequest> & {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  timer: NodeJS.Timeout;
};

/** Gets the time that the worker took for each request, and its answer; undefined where it failed. */
export type OnWorked = (kind: SharedRequest['kind'], milliseconds: number, answer?: unknown) => void;

/** The error for the caller: the caller's own fault stays as it is, anything else becomes `unavailable`. */
export function asVisionError(error: unknown): Error {
  if (error instanceof VisionError || error instanceof RangeError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new VisionError('unavailable', `The vision worker failed: ${why}`, undefined, { cause: error });
}

/**
 * @param deadlineMs for the wait.
 * @param expired makes the error of a request that waited too long.
 * @param onWorked see {@link OnWorked}.
 */
export function createJobs(deadlineMs: number, expired: () => VisionError, onWorked: OnWorked) {
  const queue = createQueue<Job>();
  return {
    add<R extends SharedRequest>(prepared: Prepared<R>, priority: Priority): Promise<Answers[R['kind']]> {
      return new Promise((resolve, reject) => {
        const expire = () => {
          queue.remove(job);
          reject(expired());
        };
        const timer = setTimeout(expire, deadlineMs);
        const job: Job = { ...prepared, resolve: resolve as Job['resolve'], reject, timer };
        queue.push(job, priority);
      });
    },
    /** Sends the next request. @returns undefined when none waits. */
    send(channel: Channel): Promise<void> | undefined {
      const job = queue.take();
      if (!job) return undefined;
      clearTimeout(job.timer);
      const sent = performance.now();
      const answer = channel.call(job.request, job.transfer);
      const worked = (value?: unknown) => onWorked(job.request.kind, performance.now() - sent, value);
      answer.then(worked, () => worked());
      return answer.then(job.resolve, (error: unknown) => job.reject(asVisionError(error)));
    },
    refuseAll(reason: string): void {
      for (const { timer, reject } of queue.drain()) {
        clearTimeout(timer);
        reject(new VisionError('unavailable', reason));
      }
    },
  };
}
