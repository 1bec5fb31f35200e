/**
 * The vision engine, as the rest of the server calls it: images are decoded here, on the main thread; one worker
 * thread looks at them and searches the gallery.
 *
 * A worker that ends is started again, with the gallery read anew. One that hangs can neither be used nor be ended
 * (terminating a thread in the middle of inference aborts the process), and one with the OpenCV addon cannot be
 * followed by another: then the process has to be started again.
 */
import { type Asked, createDesk, type Desk } from './desk.ts';
import { type Link, openLink } from './link.ts';
import type { GalleryCounts } from './messages.ts';
import { normalizeFrame, tuneSharp } from './normalize.ts';
import { type Frame, type GalleryTemplate, type VisionEngine, VisionError } from './protocol.ts';
import { createGate, type Gate, type Priority } from './queue.ts';
import type { RecognizerId } from './recognizers/recognizer.ts';
import type { LbphBackend } from './recognizers/registry.ts';
import { type Life, supervise } from './supervisor.ts';
import { switchTelemetryOff } from './telemetry.ts';

type Fields = Record<string, string | number | boolean | undefined>;
type Log = Record<'info' | 'warn' | 'error', (message: string, fields?: Fields) => void>;

export type EngineLimits = {
  /** Requests admitted at a time: 64, a second's work or less. */
  queue: number;
  /** Milliseconds that a request may wait, and again that the worker may take for it: 5,000, of usually 20. */
  deadlineMs: number;
  /** Milliseconds that the worker may take to start and load the models: 30,000, of usually 200. */
  startMs: number;
};

export type EngineWatch = {
  /** `outcome`: `ok`, or the code of the error. */
  served(one: { kind: Asked['kind']; outcome: string; seconds: number }): void;
  worked(kind: Asked['kind'], milliseconds: number): void;
};

export type EngineOptions = {
  /** `engine.worker.ts`, or what a bundle makes of it. */
  workerUrl: URL;
  modelsDir: string;
  recognizer: RecognizerId;
  /** Path of the description of the operator's own model, if any. */
  customModel?: string;
  /** Folder of the liveness networks, where liveness is asked. */
  livenessDir?: string;
  lbphBackend?: LbphBackend;
  /**
   * Whether a worker that ends is followed by another one, as by default. Not where it has loaded the OpenCV addon,
   * which a process can do only once: then its end is fatal.
   */
  restartable?: boolean;
  /**
   * Every stored template, at each start of the worker, in batches that split nobody. A change that is committed
   * while this reads may be missed, so `putUser` is called after each commit: what it brings is applied after what
   * was read, and before any search.
   */
  loadGallery: () => AsyncIterable<GalleryTemplate[]> | Iterable<GalleryTemplate[]>;
  log: Log;
  /** The worker hangs, or is gone for good: end the process soon. Called once at most. */
  onFatal: (reason: string) => void;
  /** Told of each picture and search how it ended and how long it took, and of the worker's part in it. */
  watch?: EngineWatch;
  limits?: Partial<EngineLimits>;
};

const DEFAULTS: EngineLimits = { queue: 64, deadlineMs: 5_000, startMs: 30_000 };
/** Images decoded at a time. One core is the worker's, which needs longer for a frame than its decoding takes. */
const DECODES = 2;
/** Milliseconds that `close` takes at most; the server promises to stop within three seconds. */
const CLOSE_MS = 1_500;

/** Loads the models, then the gallery piece by piece, each with a deadline of its own. */
async function prepare(link: Link, options: EngineOptions, limits: EngineLimits, life: Life): Promise<GalleryCounts> {
  const { modelsDir, recognizer, customModel = '', livenessDir = '', lbphBackend = 'typescript' } = options;
  await link.call({ kind: 'open', modelsDir, recognizer, customModel, livenessDir, lbphBackend }, limits.startMs);
  const began = performance.now();
  let counts: GalleryCounts = { people: 0, templates: 0, skipped: 0 };
  for await (const templates of options.loadGallery()) {
    if (life.state === 'closed') throw new VisionError('unavailable', 'The vision engine is closed');
    counts = await link.call({ kind: 'add', templates }, limits.deadlineMs);
  }
  life.galleryMs = Math.round(performance.now() - began);
  if (counts.skipped > 0) {
    options.log.warn('Some face templates are of another recognizer or version, or damaged: they match nobody', {
      skipped: counts.skipped,
    });
  }
  return counts;
}

/** Starts the worker and keeps it running. @returns when it is ready for the first time; rejects where it never is. */
function run(options: EngineOptions, limits: EngineLimits, desk: Desk, life: Life) {
  let settle: { resolve(): void; reject(error: Error): void } = { resolve: () => {}, reject: () => {} };
  const ready = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Whoever does not wait for it is told by the log and by each request.
  ready.catch(() => {});

  function giveUp(state: 'failed' | 'closed', reason: string): void {
    life.state = state;
    life.problem = reason;
    desk.dismiss(reason);
    settle.reject(new VisionError('unavailable', reason));
  }

  function fail(reason: string): void {
    if (life.state === 'closed' || life.state === 'failed') return;
    giveUp('failed', reason);
    options.onFatal(reason);
  }

  void supervise(life, {
    restartable: options.restartable ?? true,
    open: () => openLink(options.workerUrl, (kind) => fail(`The vision worker hangs (${kind}).`)),
    async prepare(link) {
      desk.counts = await prepare(link, options, limits, life);
    },
    onReady(link) {
      desk.use(link);
      settle.resolve();
    },
    onGone(reason) {
      desk.use(undefined);
      options.log.warn('The vision worker ended and is started again', { reason });
    },
    onLost: (reason) => fail(`The vision worker ended (${reason}).`),
    onFailed(reason) {
      options.log.error('The vision worker cannot be started', { reason });
      giveUp('failed', reason);
    },
  });
  return { ready, giveUp };
}

async function decodedFrame(gate: Gate, priority: Priority, image: Uint8Array): Promise<[Frame, ArrayBuffer[]]> {
  const frame = await gate(priority, () => normalizeFrame(image));
  return [frame, [frame.data.buffer as ArrayBuffer]];
}

/**
 * Starts the engine. Requests may come at once: they wait for the worker as long as their deadline allows.
 * `ready` rejects with why where the worker cannot be started, for example for want of the models.
 */
export function createEngine(options: EngineOptions): VisionEngine & { ready: Promise<void> } {
  tuneSharp();
  switchTelemetryOff();
  const limits = { ...DEFAULTS, ...options.limits };
  const desk = createDesk(limits, options.watch?.worked);
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
  const life: Life = { state: 'starting', restarts: 0, galleryMs: 0 };
  const { ready, giveUp } = run(options, limits, desk, life);
  let closing: Promise<void> | undefined;

  return {
    ready,
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
        desk.ask('enrolment', async () => {
          const [frame, transfer] = await decodedFrame(gate, 'enrolment', image);
          return { request: { kind: 'sample', frame }, transfer };
        }),
      ),
    score: (image, templates) =>
      watched(
        'score',
        desk.ask('sign-in', async () => {
          const [frame, transfer] = await decodedFrame(gate, 'sign-in', image);
          return { request: { kind: 'score', frame, templates }, transfer };
        }),
      ),
    identify: (templates) =>
      watched(
        'identify',
        desk.ask('enrolment', async () => ({ request: { kind: 'identify', templates } })),
      ),
    compare: (templates) =>
      watched(
        'compare',
        desk.ask('enrolment', async () => ({ request: { kind: 'compare', templates } })),
      ),
    held: () => desk.ask('enrolment', async () => ({ request: { kind: 'held' } })),
    putUser: (userId, templates) => desk.put(userId, templates),
    status() {
      const { state, restarts, problem, galleryMs } = life;
      const { people, templates } = desk.counts;
      const { recognizer } = options;
      return {
        state,
        recognizer,
        people,
        templates,
        queued: desk.held(),
        restarts,
        galleryMs,
        ...(problem && { problem }),
      };
    },
    close() {
      closing ??= (async () => {
        const hangs = life.state === 'failed';
        giveUp('closed', 'The vision engine is closed');
        await life.link?.end(hangs ? 0 : CLOSE_MS);
      })();
      return closing;
    },
  };
}
