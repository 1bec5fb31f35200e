/** The lifecycle of one vision worker: start, load, use, start again. */
import { setTimeout as delay } from 'node:timers/promises';
import type { EngineState } from '../../protocol.ts';
import type { Channel } from '../channel.ts';

/** Milliseconds before a worker that ended starts again. The pause doubles from the first value to the last. */
const FIRST_PAUSE = 50;
const LAST_PAUSE = 2_000;
/** After a worker was ready for this long, the pauses begin at the first value again. */
const STEADY_MS = 30_000;
/** Starts that may fail in a row before the first success. More are of no use: missing models do not appear. */
const FIRST_STARTS = 3;
/** A worker that did not become ready has this long to end. */
const END_MS = 1_000;

/**
 * Where a worker is in its lifecycle. The pool sets `failed` and `closed`; both are final.
 * `galleryMs`: how long the gallery took to load at the last start. `frameMs`: how long the rehearsal of a frame took.
 */
export type Lifecycle = {
  state: EngineState;
  restarts: number;
  galleryMs: number;
  frameMs: number;
  problem?: string;
  channel?: Channel;
};

export type SupervisorOptions = {
  /** Whether a new worker can replace one that ends. */
  restartable: boolean;
  /** Whether another worker with the same models was ready before. Then failed starts are never final. */
  proven: boolean;
  open(): Channel;
  /** Loads the models and the gallery. */
  prepare(channel: Channel): Promise<void>;
  onReady(channel: Channel): void;
  /** The worker is gone, and a new one starts. */
  onGone(reason: string): void;
  /** The worker is gone, and none can replace it. */
  onLost(reason: string): void;
  /** The worker cannot be started at all. */
  onFailed(reason: string): void;
};

function isOver({ state }: Lifecycle): boolean {
  return state === 'failed' || state === 'closed';
}

/** Starts one worker and waits for its end. @returns the reason, and how many milliseconds the worker was ready. */
async function runOnce(lifecycle: Lifecycle, options: SupervisorOptions): Promise<{ reason: string; readyMs: number }> {
  const channel = options.open();
  lifecycle.channel = channel;
  try {
    await options.prepare(channel);
  } catch (error) {
    if (!isOver(lifecycle)) await channel.end(END_MS);
    return { reason: error instanceof Error ? error.message : String(error), readyMs: 0 };
  }
  if (isOver(lifecycle)) return { reason: '', readyMs: 0 };
  lifecycle.state = 'ready';
  lifecycle.problem = undefined;
  const since = performance.now();
  options.onReady(channel);
  const reason = await channel.ended;
  return { reason, readyMs: performance.now() - since };
}

/** Keeps a worker running until its lifecycle is over. Never throws. */
export async function supervise(lifecycle: Lifecycle, options: SupervisorOptions): Promise<void> {
  let everReady = options.proven;
  for (let failures = 0; !isOver(lifecycle); ) {
    const { reason, readyMs } = await runOnce(lifecycle, options);
    if (isOver(lifecycle)) return;
    everReady ||= readyMs > 0;
    failures = readyMs > STEADY_MS ? 1 : failures + 1;
    lifecycle.problem = reason;
    if (!everReady && (failures >= FIRST_STARTS || !options.restartable)) {
      lifecycle.state = 'failed';
      return options.onFailed(reason);
    }
    if (!options.restartable) return options.onLost(reason);
    lifecycle.state = everReady ? 'restarting' : 'starting';
    lifecycle.restarts++;
    options.onGone(reason);
    await delay(Math.min(LAST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1)), undefined, { ref: false });
  }
}
