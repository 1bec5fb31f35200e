/**
 * Vision engines that outlive their server. The next server in this process takes over the worker with its networks,
 * and brings its own gallery: to open the networks takes a second of the processor.
 */
import { type VisionEngine, VisionError } from '../../../src/vision/protocol.ts';
import { createEngine, type EngineOptions } from '../../../src/vision/workers/engine.ts';

/** `to`: the options of the server that has the engine, or had it last. */
type Kept = { engine: ReturnType<typeof createEngine>; to: EngineOptions; lent: boolean; livenessDir: string };
const kept: Kept[] = [];

/** What a worker keeps from its start on. */
function nature({ workerUrl, workers, modelsDir, recognizer, customModel, lbphBackend }: EngineOptions): string {
  return JSON.stringify([workerUrl, workers, modelsDir, recognizer, customModel, lbphBackend]);
}

/** A worker with the network of lids and lips also serves those who ask for no such points. */
function suits({ engine, to, lent }: Kept, wanted: EngineOptions): boolean {
  const idle = !lent && engine.status().state === 'ready';
  return idle && nature(to) === nature(wanted) && (to.mesh || !wanted.mesh) === true;
}

/** Starts an engine that reports to whoever has it. */
function start(options: EngineOptions): Kept {
  const one = { to: options, lent: true, livenessDir: options.livenessDir ?? '' } as Kept;
  one.engine = createEngine({
    ...options,
    log: {
      info: (...line) => one.to.log.info(...line),
      warn: (...line) => one.to.log.warn(...line),
      error: (...line) => one.to.log.error(...line),
    },
    watch: {
      served: (request) => one.to.watch?.served(request),
      worked: (...work) => one.to.watch?.worked(...work),
    },
    loadGallery: () => one.to.loadGallery(),
    onReady: () => one.to.onReady?.(),
    onFatal: (reason) => one.to.onFatal(reason),
  });
  kept.push(one);
  return one;
}

async function setLiveness(one: Kept, folder: string): Promise<void> {
  if (folder !== one.livenessDir) await one.engine.useLiveness(folder || undefined);
  one.livenessDir = folder;
}

/** Empties the gallery of the server before, and fills it with everybody of this one. */
async function takeOver(one: Kept, options: EngineOptions): Promise<void> {
  Object.assign(one, { to: { ...options, mesh: one.to.mesh }, lent: true });
  await setLiveness(one, options.livenessDir ?? '');
  for (const userId of (await one.engine.loaded()).keys()) await one.engine.putUser(userId, []);
  for await (const templates of options.loadGallery()) {
    for (const userId of new Set(templates.map((template) => template.userId))) {
      await one.engine.putUser(
        userId,
        templates.filter((template) => template.userId === userId),
      );
    }
  }
  options.onReady?.();
}

/** In place of `createEngine`. `close` gives the engine back. */
export function lendEngine(options: EngineOptions): VisionEngine & { ready: Promise<void> } {
  const known = kept.find((one) => suits(one, options));
  const one = known ?? start(options);
  const ready = known ? takeOver(known, options) : one.engine.ready;
  ready.catch(() => {});
  let closed = false;
  const { engine } = one;
  return {
    ...engine,
    ready,
    // What is late must not reach the gallery of the next server.
    async putUser(userId, templates) {
      if (closed) throw new VisionError('unavailable', 'The vision engine is closed');
      await engine.putUser(userId, templates);
    },
    useLiveness: (folder) => setLiveness(one, folder ?? ''),
    async close() {
      [closed, one.lent] = [true, false];
    },
  };
}
