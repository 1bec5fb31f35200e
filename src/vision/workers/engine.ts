/**
 * The vision engine, as the rest of the server calls it: images are decoded here, on the main thread; worker threads
 * look at them and search the gallery, of which each holds all.
 *
 * A worker that ends is started again, with the gallery read anew, while the others go on. One that hangs can neither
 * be used nor be ended (terminating a thread in the middle of inference aborts the process), and one with the OpenCV
 * addon cannot be followed by another: then the process has to be started again.
 */

import { heldByAll } from '../gallery/gallery.ts';
import { normalizeFrame, tuneSharp } from '../pipeline/normalize.ts';
import { type Frame, type VisionEngine, VisionError } from '../protocol.ts';
import { type Asked, createDesk } from './dispatcher.ts';
import { type PoolOptions, startPool } from './pool.ts';
import { createGate, type Gate, type Priority } from './queue.ts';
import { switchTelemetryOff } from './telemetry.ts';

export type EngineLimits = {
  /** Requests admitted at a time: 64, a second's work or less. */
  queue: number;
  /** Milliseconds that a request may wait, and again that a worker may take for it: 5,000, of usually 20. */
  deadlineMs: number;
  /** Milliseconds that a worker may take to start and load the models: 30,000, of usually 200. */
  startMs: number;
};

export type EngineWatch = {
  /** `outcome`: `ok`, or the code of the error. */
  served(one: { kind: Asked['kind']; outcome: string; seconds: number }): void;
  worked(kind: Asked['kind'], milliseconds: number): void;
};

export type EngineOptions = PoolOptions & {
  /** Told of each picture and search how it ended and how long it took, and of the worker's part in it. */
  watch?: EngineWatch;
  limits?: Partial<EngineLimits>;
};

const DEFAULTS: EngineLimits = { queue: 64, deadlineMs: 5_000, startMs: 30_000 };
/** Images decoded at a time. A worker needs longer for a frame than its decoding takes. */
const DECODES = 2;

async function decodedFrame(gate: Gate, priority: Priority, image: Uint8Array): Promise<[Frame, ArrayBuffer[]]> {
  const frame = await gate(priority, () => normalizeFrame(image));
  return [frame, [frame.data.buffer as ArrayBuffer]];
}

/**
 * Starts the engine. Requests may come at once: they wait for a worker as long as their deadline allows.
 * `ready` resolves with the first worker; it rejects with why where none can be started, for example for want of the models.
 */
export function createEngine(options: EngineOptions): VisionEngine & { ready: Promise<void> } {
  tuneSharp();
  switchTelemetryOff();
  const limits = { ...DEFAULTS, ...options.limits };
  const desk = createDesk({ ...limits, workers: options.workers ?? 1 }, options.watch?.worked);
  const gate = createGate(DECODES);
  const watched = async <Answer>(kind: Asked['kind'], work: Promise<Answer>): Promise<Answer> => {
    const start = performance.now();
    const told = (outcome: string) =>
      options.watch?.served({ kind, outcome, seconds: (performance.now() - start) / 1000 });
    work.then(
      () => told('ok'),
      (error: unknown) => told(error instanceof VisionError ? error.code : 'error'),
    );
    return work;
  };
  const pool = startPool({ ...options, limits }, desk);
  let closing: Promise<void> | undefined;

  return {
    ready: pool.ready,
    observe: (image, options = {}) =>
      watched(
        'observe',
        desk.ask('sign-in', async () => {
          const [frame, transfer] = await decodedFrame(gate, 'sign-in', image);
          return { request: { kind: 'observe', frame, ...options }, transfer };
        }),
      ),
    sample: (image) =>
      watched(
        'sample',
        desk.ask('enrollment', async () => {
          const [frame, transfer] = await decodedFrame(gate, 'enrollment', image);
          return { request: { kind: 'sample', frame }, transfer };
        }),
      ),
    identify: (templates) =>
      watched(
        'identify',
        desk.ask('enrollment', async () => ({ request: { kind: 'identify', templates } })),
      ),
    compare: (templates) =>
      watched(
        'compare',
        desk.ask('enrollment', async () => ({ request: { kind: 'compare', templates } })),
      ),
    loaded: async () => heldByAll(await desk.galleriesHeld()),
    putUser: (userId, templates) => desk.put(userId, templates),
    status() {
      const { skipped: _, ...counts } = desk.counts();
      return { ...pool.status(), recognizer: options.recognizer, ...counts, queued: desk.held() };
    },
    close() {
      closing ??= pool.close();
      return closing;
    },
  };
}
