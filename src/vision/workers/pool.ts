/**
 * The pool of all workers. The first one starts alone, since several at once would start no faster, and so the log
 * reports a missing model once. Each other worker starts when the one before it is ready.
 */

import { type EngineStatus, VisionError } from '../protocol.ts';
import type { Lifecycle } from './life/supervisor.ts';
import { type Limits, type Member, type MemberOptions, type PoolEvents, superviseMember } from './member.ts';
import type { Dispatcher } from './queues/dispatcher.ts';

export type PoolOptions = MemberOptions & {
  /** How many workers: 1 by default. Each has networks and a gallery of its own in memory. */
  workers?: number;
  /** A worker hangs, or the only one is gone for good: end the process soon. Called at most once. */
  onFatal: (reason: string) => void;
};

export type Pool = {
  /** Resolves when the first worker is ready; rejects when none can be. */
  ready: Promise<void>;
  status(): Pick<EngineStatus, 'state' | 'workers' | 'workersReady' | 'restarts' | 'galleryMs' | 'frameMs' | 'problem'>;
  /** Ends every worker. */
  close(): Promise<void>;
};

/** Milliseconds that `close` takes at most; the server promises to stop within three seconds. */
const CLOSE_MS = 1_500;
/** The state of the pool is the first of these that any worker is in. */
const STATES = ['closed', 'failed', 'ready', 'restarting', 'starting'] as const;

function statusOf(lifecycles: readonly Lifecycle[]): ReturnType<Pool['status']> {
  const problem = lifecycles.find(({ state, problem }) => state !== 'ready' && problem)?.problem;
  return {
    state: STATES.find((state) => lifecycles.some((lifecycle) => lifecycle.state === state))!,
    workers: lifecycles.length,
    workersReady: lifecycles.filter(({ state }) => state === 'ready').length,
    restarts: lifecycles.reduce((sum, { restarts }) => sum + restarts, 0),
    galleryMs: Math.max(...lifecycles.map(({ galleryMs }) => galleryMs)),
    frameMs: Math.max(...lifecycles.map(({ frameMs }) => frameMs)),
    ...(problem && { problem }),
  };
}

function createMembers({ workerQueues }: Dispatcher): Member[] {
  return workerQueues.map((queue, index) => {
    const lifecycle: Lifecycle = { state: 'starting', restarts: 0, galleryMs: 0, frameMs: 0 };
    return { index, lifecycle, queue, silent: false };
  });
}

/** A promise that others settle. Nobody has to wait for it: the log and each request tell of a failure, too. */
function createReady() {
  let settle: { resolve(): void; reject(error: Error): void } = { resolve: () => {}, reject: () => {} };
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  promise.catch(() => {});
  return { promise, ...settle };
}

/** Starts the workers one after the other. @param dispatcher with a queue for each worker. */
export function startPool(options: PoolOptions & { limits: Limits }, dispatcher: Dispatcher): Pool {
  const members = createMembers(dispatcher);
  const lifecycles = members.map(({ lifecycle }) => lifecycle);
  const waiting = [...members];
  const ready = createReady();

  function stop(state: 'failed' | 'closed', reason: string): void {
    for (const lifecycle of lifecycles) Object.assign(lifecycle, { state, problem: reason });
    dispatcher.refuseAll(reason);
    ready.reject(new VisionError('unavailable', reason));
  }
  function startNext(): void {
    const next = waiting.shift();
    if (next) superviseMember(next, events, options);
  }
  const events: PoolEvents = {
    ready() {
      ready.resolve();
      startNext();
    },
    fail(reason) {
      if (['closed', 'failed'].includes(statusOf(lifecycles).state)) return;
      stop('failed', reason);
      options.onFatal(reason);
    },
    refuse: (reason) => stop('failed', reason),
  };

  startNext();
  return {
    ready: ready.promise,
    status: () => statusOf(lifecycles),
    async close() {
      stop('closed', 'The vision engine is closed');
      // A silent worker may be in the middle of inference for ever.
      await Promise.all(members.map(({ lifecycle, silent }) => lifecycle.channel?.end(silent ? 0 : CLOSE_MS)));
    },
  };
}
