/** The life of a vision worker: start, replay, use, start again. */
import { setTimeout as delay } from 'node:timers/promises';
import type { EngineState } from '../protocol.ts';
import type { Link } from './channel.ts';

/** Milliseconds before a worker that died is started again: doubling from the first to the last. */
const FIRST_PAUSE = 50;
const LAST_PAUSE = 2_000;
/** A worker that was ready this long starts the doubling anew. */
const STEADY_MS = 30_000;
/** Starts that may fail one after the other before the first success: models that are not there do not appear. */
const FIRST_STARTS = 3;
/** A worker that could not be made ready is given this long to end. */
const END_MS = 1_000;

/** Where the worker is in its life. The pool sets `failed` and `closed`; nothing leaves those two. */
/** `galleryMs`: how long the gallery took to load, at the last start. */
export type Life = { state: EngineState; restarts: number; galleryMs: number; problem?: string; link?: Link };

export type Hooks = {
  /** Whether another worker can take the place of one that ends. */
  restartable: boolean;
  /** Whether one with the same models has been ready before: then no start is the last. */
  proven: boolean;
  open(): Link;
  /** Loads the models and the gallery. */
  prepare(link: Link): Promise<void>;
  onReady(link: Link): void;
  /** The worker is gone, and another one comes. */
  onGone(reason: string): void;
  /** The worker is gone, and none can take its place. */
  onLost(reason: string): void;
  /** It could not be started at all. */
  onFailed(reason: string): void;
};

function isOver({ state }: Life): boolean {
  return state === 'failed' || state === 'closed';
}

/** One worker until it is gone. @returns why, and for how many milliseconds it was ready. */
async function live(life: Life, hooks: Hooks): Promise<{ reason: string; readyMs: number }> {
  const link = hooks.open();
  life.link = link;
  try {
    await hooks.prepare(link);
  } catch (error) {
    if (!isOver(life)) await link.end(END_MS);
    return { reason: error instanceof Error ? error.message : String(error), readyMs: 0 };
  }
  if (isOver(life)) return { reason: '', readyMs: 0 };
  life.state = 'ready';
  life.problem = undefined;
  const since = performance.now();
  hooks.onReady(link);
  const reason = await link.ended;
  return { reason, readyMs: performance.now() - since };
}

/** Keeps a worker running until the life is over. Never throws. */
export async function supervise(life: Life, hooks: Hooks): Promise<void> {
  let everReady = hooks.proven;
  for (let failures = 0; !isOver(life); ) {
    const { reason, readyMs } = await live(life, hooks);
    if (isOver(life)) return;
    everReady ||= readyMs > 0;
    failures = readyMs > STEADY_MS ? 1 : failures + 1;
    life.problem = reason;
    if (!everReady && (failures >= FIRST_STARTS || !hooks.restartable)) {
      life.state = 'failed';
      return hooks.onFailed(reason);
    }
    if (!hooks.restartable) return hooks.onLost(reason);
    life.state = everReady ? 'restarting' : 'starting';
    life.restarts++;
    hooks.onGone(reason);
    await delay(Math.min(LAST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1)), undefined, { ref: false });
  }
}
