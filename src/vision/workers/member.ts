/** One worker of the pool: its lifecycle, its queue, and what its end means for the pool. */

import { openChannel } from './channel.ts';
import { type Lifecycle, supervise } from './life/supervisor.ts';
import { loadWorker, type WorkerOptions } from './load.ts';
import type { WorkerQueue } from './queues/worker-queue.ts';

type Fields = Record<string, string | number | boolean | undefined>;
type Log = Record<'info' | 'warn' | 'error', (message: string, fields?: Fields) => void>;

export type MemberOptions = WorkerOptions & {
  /** `vision.worker.ts`, or its bundle. */
  workerUrl: URL;
  /**
   * Whether a new worker replaces one that ends; true by default. Set false for the OpenCV addon, which a process can
   * load only once: then there can be one worker only, and its end is fatal.
   */
  restartable?: boolean;
  log: Log;
  /** A worker has loaded its gallery, for the first time or again, and takes requests from now on. */
  onReady?: () => void;
};

/** One worker of the pool. `silent`: it hangs. */
export type Member = { index: number; lifecycle: Lifecycle; queue: WorkerQueue; silent: boolean };

/** How the pool reacts to one of its workers. */
export type PoolEvents = {
  ready(): void;
  /** The process has to restart. */
  fail(reason: string): void;
  /** No worker can be started. */
  refuse(reason: string): void;
};

/** `hangMs`: milliseconds without a step of the worker after which it counts as hung. */
export type Limits = { hangMs: number };

/** Starts one worker and keeps it running. */
export function superviseMember(member: Member, pool: PoolEvents, options: MemberOptions & { limits: Limits }): void {
  const { index, lifecycle, queue } = member;
  const { log, limits } = options;
  void supervise(lifecycle, {
    restartable: options.restartable ?? true,
    proven: index > 0,
    open: () =>
      openChannel(options.workerUrl, {
        hangMs: limits.hangMs,
        onHung(kind) {
          member.silent = true;
          pool.fail(`The vision worker hangs (${kind}).`);
        },
      }),
    async prepare(channel) {
      queue.galleryCounts = await loadWorker(channel, options, lifecycle);
      const { skipped } = queue.galleryCounts;
      const warning = 'Some face templates are of another recognizer or version, or damaged: they match nobody';
      if (skipped > 0 && index === 0) log.warn(warning, { skipped });
    },
    onReady(channel) {
      queue.use(channel);
      pool.ready();
      options.onReady?.();
    },
    onGone(reason) {
      queue.use(undefined);
      log.warn('A vision worker ended and is started again', { worker: index + 1, reason });
    },
    onLost: (reason) => pool.fail(`The vision worker ended (${reason}).`),
    onFailed(reason) {
      log.error('The vision worker cannot be started', { reason });
      pool.refuse(reason);
    },
  });
}
