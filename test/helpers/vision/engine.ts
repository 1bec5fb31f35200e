/** The vision engine with its real worker. */
import { afterEach } from 'bun:test';
import sharp from 'sharp';
import { findModels } from '../../../src/vision/models/models.ts';
import {
  type EncodedTemplate,
  type GalleryTemplate,
  type VisionEngine,
  VisionError,
} from '../../../src/vision/protocol.ts';
import type { LbphTemplate } from '../../../src/vision/recognizers/lbph/bytes.ts';
import { createLbph } from '../../../src/vision/recognizers/lbph/lbph.ts';
import { createEngine, type EngineOptions } from '../../../src/vision/workers/engine.ts';
import { until } from '../until.ts';

const realWorker = new URL('../../../src/vision/workers/vision.worker.ts', import.meta.url);
const lbph = createLbph();

/** Makes a template of a made-up face. Another seed gives another person. */
export function template(seed: number): EncodedTemplate {
  const data = Uint8Array.from({ length: 112 * 112 * 3 }, (_, i) => 128 + 100 * Math.sin((i / 3) * (0.1 + seed / 50)));
  const bytes = lbph.encode(lbph.extract({ width: 112, height: 112, data }) as LbphTemplate);
  return { recognizer: 'lbph', version: lbph.version, bytes };
}

/** The gallery templates of a person, one per seed. */
export function enrolled(userId: string, ...seeds: number[]): GalleryTemplate[] {
  return seeds.map((seed) => ({ ...template(seed), userId, templateId: `${userId}-${seed}` }));
}

/** Makes a grey picture as PNG. */
export async function picture(width = 160, height = 120): Promise<Uint8Array> {
  const create = { width, height, channels: 3 as const, background: '#889' };
  return new Uint8Array(await sharp({ create }).png().toBuffer());
}

/** The error of a promise. `expect().rejects` would block the event loop, which takes the worker's messages. */
export function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** The code of a request's VisionError, or `answered`. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await errorOf(promise);
  if (error === undefined) return 'answered';
  return error instanceof VisionError ? error.code : String(error);
}

export { until };

/** Something to wait for until the test opens it. */
export function barrier(): { passed: Promise<void>; open(): void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

/** Waits until all workers of an engine are ready. */
export async function fullyReady(engine: VisionEngine): Promise<void> {
  await until(() => engine.status().workersReady === engine.status().workers);
}

/** An engine with its real worker, and what it reports. */
export function openEngine(options: Partial<EngineOptions> = {}) {
  const told = { warnings: [] as string[], fatal: [] as string[] };
  const engine = createEngine({
    workerUrl: realWorker,
    modelsDir: findModels(),
    recognizer: 'lbph',
    loadGallery: () => [],
    log: { info: () => {}, warn: (message) => void told.warnings.push(message), error: () => {} },
    onFatal: (reason) => void told.fatal.push(reason),
    ...options,
    // On a busy machine a worker takes longer to start than a request may wait on a quiet one.
    limits: { deadlineMs: 60_000, ...options.limits },
  });
  return { engine, told };
}

/** Gives a test file a function that starts engines. Each test ends with closing them. */
export function engineStarter() {
  const engines: ReturnType<typeof createEngine>[] = [];
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.close();
  });
  return (options: Partial<EngineOptions> = {}) => {
    const opened = openEngine(options);
    engines.push(opened.engine);
    return opened;
  };
}
