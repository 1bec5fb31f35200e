/** The vision engine with its real worker, for tests of what it does. */
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

const realWorker = new URL('../../../src/vision/workers/vision.worker.ts', import.meta.url);
const lbph = createLbph();

/** A template of a made-up face; another seed, another person. */
export function template(seed: number): EncodedTemplate {
  const data = Uint8Array.from({ length: 112 * 112 * 3 }, (_, i) => 128 + 100 * Math.sin((i / 3) * (0.1 + seed / 50)));
  const bytes = lbph.encode(lbph.extract({ width: 112, height: 112, data }) as LbphTemplate);
  return { recognizer: 'lbph', version: lbph.version, bytes };
}

/** What the gallery holds of a person with a template of each seed. */
export function enrolled(userId: string, ...seeds: number[]): GalleryTemplate[] {
  return seeds.map((seed) => ({ ...template(seed), userId, templateId: `${userId}-${seed}` }));
}

/** A grey picture as PNG. */
export async function picture(width = 160, height = 120): Promise<Uint8Array> {
  const create = { width, height, channels: 3 as const, background: '#889' };
  return new Uint8Array(await sharp({ create }).png().toBuffer());
}

/** `expect().rejects` waits without returning to the event loop, where the worker's messages come in. */
export function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** The code of the VisionError that a request ends with, or `answered`. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await errorOf(promise);
  if (error === undefined) return 'answered';
  return error instanceof VisionError ? error.code : String(error);
}

/** Waits until it is so, for as long as the test may last. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await Bun.sleep(5);
}

/** Something to wait for until the test says so. */
export function barrier(): { passed: Promise<void>; open(): void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

/** The workers of an engine are all ready. */
export async function fullyReady(engine: VisionEngine): Promise<void> {
  await until(() => engine.status().workersReady === engine.status().workers);
}

/** How a test file starts engines, which are closed after each of its tests, and what they told. */
export function engineStarter() {
  const engines: ReturnType<typeof createEngine>[] = [];
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.close();
  });
  return (options: Partial<EngineOptions> = {}) => {
    const told = { warnings: [] as string[], fatal: [] as string[] };
    const engine = createEngine({
      workerUrl: realWorker,
      modelsDir: findModels(),
      recognizer: 'lbph',
      loadGallery: () => [],
      log: { info: () => {}, warn: (message) => void told.warnings.push(message), error: () => {} },
      onFatal: (reason) => void told.fatal.push(reason),
      ...options,
    });
    engines.push(engine);
    return { engine, told };
  };
}
