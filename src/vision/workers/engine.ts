/**
 * The vision engine, as the rest of the server calls it. The engine decodes images on the main thread. Worker threads
 * look at the frames and search the gallery; each worker has the whole gallery.
 *
 * When a worker ends, a new one starts and reads the gallery again, while the others go on. The process has to restart
 * in two cases: a worker hangs, since terminating a thread in the middle of inference aborts the process; or a worker
 * with the OpenCV addon ends, since a process can load that addon only once.
 */

import { mergeTemplateIds } from '../gallery/ids.ts';
import { type ImageLimits, normalizeFrame, tuneSharp } from '../pipeline/normalize.ts';
import { type Frame, type VisionEngine, VisionError } from '../protocol.ts';
import { createPace } from './life/pace.ts';
import type { SharedRequest } from './messages.ts';
import { type PoolOptions, startPool } from './pool.ts';
import { createDispatcher, type Dispatcher } from './queues/dispatcher.ts';
import { createGate, type Priority } from './queues/queue.ts';
import { switchTelemetryOff } from './telemetry.ts';

export type EngineLimits = {
  /** Requests admitted at a time: 64, a second's work or less. */
  queue: number;
  /** Milliseconds that a request may wait for a worker: 5,000. The worker may then take as long as it goes on. */
  deadlineMs: number;
  /**
   * Milliseconds that a worker may take for one step, such as to run a network or to read a model: 30,000; a step usually
   * takes 10, and 100 at the start. A worker without a step for this long hangs.
   */
  hangMs: number;
};

export type EngineWatch = {
  /** `outcome`: `ok`, or the code of the error. */
  served(one: { kind: SharedRequest['kind']; outcome: string; seconds: number }): void;
  worked(kind: SharedRequest['kind'], milliseconds: number): void;
};

export type EngineOptions = PoolOptions & {
  /** Gets the outcome and the duration of each request, and the time that the worker took for it. */
  watch?: EngineWatch;
  limits?: Partial<EngineLimits>;
};

const DEFAULTS: EngineLimits = { queue: 64, deadlineMs: 5_000, hangMs: 30_000 };
/** Images decoded at a time. A worker takes longer for a frame than the decoding does. */
const DECODES = 2;

/** Reports the outcome and the duration of one request. */
async function watched<Answer>(
  watch: EngineWatch | undefined,
  kind: SharedRequest['kind'],
  work: Promise<Answer>,
): Promise<Answer> {
  const start = performance.now();
  const report = (outcome: string) => watch?.served({ kind, outcome, seconds: (performance.now() - start) / 1000 });
  work.then(
    () => report('ok'),
    (error: unknown) => report(error instanceof VisionError ? error.code : 'error'),
  );
  return work;
}

type Requests = Pick<VisionEngine, 'observe' | 'sample' | 'faces' | 'identify' | 'compare'>;

/** The requests that any worker may answer. */
function createRequests(dispatcher: Dispatcher, watch: EngineWatch | undefined): Requests {
  const gate = createGate(DECODES);

  /** Decodes the image and asks with the frame. */
  function askWithFrame<R extends SharedRequest>(
    priority: Priority,
    image: Uint8Array,
    requestWith: (frame: Frame) => R,
    limits?: ImageLimits,
  ) {
    return dispatcher.ask(priority, async () => {
      const frame = await gate(priority, () => normalizeFrame(image, limits));
      return { request: requestWith(frame), transfer: [frame.data.buffer as ArrayBuffer] };
    });
  }
  const ask = <R extends SharedRequest>(request: R) => dispatcher.ask('enrollment', async () => ({ request }));

  return {
    observe: (image, options = {}) =>
      watched(
        watch,
        'observe',
        askWithFrame(options.kiosk ? 'enrollment' : 'sign-in', image, (frame) => ({
          kind: 'observe',
          frame,
          ...options,
        })),
      ),
    sample: (image) =>
      watched(
        watch,
        'sample',
        askWithFrame('enrollment', image, (frame) => ({ kind: 'sample', frame })),
      ),
    faces: (image, options, limit) =>
      watched(
        watch,
        'faces',
        askWithFrame('enrollment', image, (frame) => ({ kind: 'faces', frame, ...options }), { limit }),
      ),
    identify: (templates, search = {}) => watched(watch, 'identify', ask({ kind: 'identify', templates, ...search })),
    compare: (templates) => watched(watch, 'compare', ask({ kind: 'compare', templates })),
  };
}

/**
 * Starts the engine. Requests may come at once: each waits for a worker up to its deadline.
 * `ready` resolves with the first worker. It rejects with the reason when none can start, for example without models.
 */
export function createEngine(options: EngineOptions): VisionEngine & { ready: Promise<void> } {
  tuneSharp();
  switchTelemetryOff();
  const limits = { ...DEFAULTS, ...options.limits };
  const pace = createPace();
  const dispatcher = createDispatcher({ ...limits, workers: options.workers ?? 1 }, (kind, milliseconds, answer) => {
    pace.add(kind, milliseconds, answer);
    options.watch?.worked(kind, milliseconds);
  });
  // Each start of a worker reads the folder of the liveness networks from here.
  const started = { ...options, limits };
  const pool = startPool(started, dispatcher);
  let closing: Promise<void> | undefined;

  return {
    ready: pool.ready,
    ...createRequests(dispatcher, options.watch),
    loaded: async () => mergeTemplateIds(await dispatcher.templateIds()),
    putUser: (userId, templates) => dispatcher.putUser(userId, templates),
    async useLiveness(folder) {
      started.livenessDir = folder ?? '';
      await dispatcher.useLiveness(started.livenessDir);
    },
    status() {
      const { skipped: _, ...counts } = dispatcher.galleryCounts();
      const status = pool.status();
      const frameMs = Math.round(pace.middle() ?? status.frameMs);
      return { ...status, frameMs, recognizer: options.recognizer, ...counts, queued: dispatcher.pending() };
    },
    close() {
      closing ??= pool.close();
      return closing;
    },
  };
}
