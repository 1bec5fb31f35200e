/**
 * The lives of all workers. The first one starts alone: a start takes no longer for there being several, and a model
 * that is missing is told once. Each of the others starts when the one before it is ready.
 */

import { type EngineStatus, VisionError } from '../protocol.ts';
import { openLink } from './channel.ts';
import type { Desk } from './dispatcher.ts';
import { fillWorker, type WorkerOptions } from './load.ts';
import { type Life, supervise } from './supervisor.ts';
import type { Lane } from './worker-queue.ts';

type Fields = Record<string, string | number | boolean | undefined>;
type Log = Record<'info' | 'warn' | 'error', (message: string, fields?: Fields) => void>;

export type PoolOptions = WorkerOptions & {
  /** `vision.worker.ts`, or what a bundle makes of it. */
  workerUrl: URL;
  /** How many: 1 by default. Each has networks and a gallery of its own in memory. */
  workers?: number;
  /**
   * Whether a worker that ends is followed by another one, as by default. Not where it has loaded the OpenCV addon,
   * which a process can do only once: then there can be but one, and its end is fatal.
   */
  restartable?: boolean;
  log: Log;
  /** A worker has its gallery, for the first time or again, and is asked from now on. */
  onReady?: () => void;
  /** A worker hangs, or the only one is gone for good: end the process soon. Called once at most. */
  onFatal: (reason: string) => void;
};

type FilledOptions = PoolOptions & { limits: { startMs: number; deadlineMs: number } };

export type Pool = {
  /** Resolves when the first worker is ready; rejects where it never is. */
  ready: Promise<void>;
  status(): Pick<EngineStatus, 'state' | 'workers' | 'workersReady' | 'restarts' | 'galleryMs' | 'problem'>;
  /** Ends every worker. */
  close(): Promise<void>;
};

/** Milliseconds that `close` takes at most; the server promises to stop within three seconds. */
const CLOSE_MS = 1_500;
/** What the state of the whole is: the first of these that any worker is in. */
const STATES = ['closed', 'failed', 'ready', 'restarting', 'starting'] as const;

function statusOf(lives: readonly Life[]): ReturnType<Pool['status']> {
  const problem = lives.find((life) => life.state !== 'ready' && life.problem)?.problem;
  return {
    state: STATES.find((state) => lives.some((life) => life.state === state))!,
    workers: lives.length,
    workersReady: lives.filter(({ state }) => state === 'ready').length,
    restarts: lives.reduce((sum, { restarts }) => sum + restarts, 0),
    galleryMs: Math.max(...lives.map(({ galleryMs }) => galleryMs)),
    ...(problem && { problem }),
  };
}

/** What a worker's end or start means for the others. */
type Whole = {
  ready(): void;
  /** The process has to be started again. */
  fail(reason: string): void;
  /** No worker can be started. */
  refuse(reason: string): void;
};

/** Starts one worker and keeps it running. @param silent takes in the life of a worker that hangs. */
function keep(at: number, life: Life, lane: Lane, silent: Set<Life>, whole: Whole, options: FilledOptions): void {
  const { log } = options;
  void supervise(life, {
    restartable: options.restartable ?? true,
    proven: at > 0,
    open: () =>
      openLink(options.workerUrl, (kind) => {
        silent.add(life);
        whole.fail(`The vision worker hangs (${kind}).`);
      }),
    async prepare(link) {
      lane.counts = await fillWorker(link, options, options.limits, life);
      const { skipped } = lane.counts;
      const told = 'Some face templates are of another recognizer or version, or damaged: they match nobody';
      if (skipped > 0 && at === 0) log.warn(told, { skipped });
    },
    onReady(link) {
      lane.use(link);
      whole.ready();
    },
    onGone(reason) {
      lane.use(undefined);
      log.warn('A vision worker ended and is started again', { worker: at + 1, reason });
    },
    onLost: (reason) => whole.fail(`The vision worker ended (${reason}).`),
    onFailed(reason) {
      log.error('The vision worker cannot be started', { reason });
      whole.refuse(reason);
    },
  });
}

/** Starts the workers, one after the other, and keeps each running by itself. @param desk with a lane for each. */
export function startPool(options: FilledOptions, desk: Desk): Pool {
  const lives = desk.lanes.map((): Life => ({ state: 'starting', restarts: 0, galleryMs: 0 }));
  const silent = new Set<Life>();
  let started = 0;
  let settle: { resolve(): void; reject(error: Error): void } = { resolve: () => {}, reject: () => {} };
  const ready = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Whoever does not wait for it is told by the log and by each request.
  ready.catch(() => {});

  function giveUp(state: 'failed' | 'closed', reason: string): void {
    for (const life of lives) Object.assign(life, { state, problem: reason });
    desk.dismiss(reason);
    settle.reject(new VisionError('unavailable', reason));
  }

  const whole: Whole = {
    ready() {
      settle.resolve();
      startNext();
      options.onReady?.();
    },
    fail(reason) {
      if (['closed', 'failed'].includes(statusOf(lives).state)) return;
      giveUp('failed', reason);
      options.onFatal(reason);
    },
    refuse: (reason) => giveUp('failed', reason),
  };

  function startNext(): void {
    if (started === lives.length) return;
    const at = started++;
    keep(at, lives[at]!, desk.lanes[at]!, silent, whole, options);
  }

  startNext();
  return {
    ready,
    status: () => statusOf(lives),
    async close() {
      giveUp('closed', 'The vision engine is closed');
      // One that is silent may be in the middle of inference for ever.
      await Promise.all(lives.map((life) => life.link?.end(silent.has(life) ? 0 : CLOSE_MS)));
    },
  };
}
