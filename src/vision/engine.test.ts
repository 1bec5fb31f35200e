import { afterAll, afterEach, describe, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { FAULTS, HANGING_MODELS } from '../../test/helpers/faults.ts';
import { createEngine, type EngineOptions } from './engine.ts';
import { findModels } from './models.ts';
import { type EncodedTemplate, type GalleryTemplate, VisionError } from './protocol.ts';
import { createRecognizer } from './recognizers/registry.ts';

const realWorker = new URL('./engine.worker.ts', import.meta.url);
const faultyWorker = new URL('../../test/helpers/faulty-worker.ts', import.meta.url);

const lbph = createRecognizer('lbph');

/** A template of a made-up face; another seed, another person. */
function template(seed: number): EncodedTemplate {
  const data = Uint8Array.from({ length: 112 * 112 * 3 }, (_, i) => 128 + 100 * Math.sin((i / 3) * (0.1 + seed / 50)));
  const bytes = lbph.encode(lbph.extract({ width: 112, height: 112, data }));
  return { recognizer: 'lbph', version: lbph.version, bytes };
}

function enrolled(userId: string, ...seeds: number[]): GalleryTemplate[] {
  return seeds.map((seed) => ({ ...template(seed), userId, templateId: `${userId}-${seed}` }));
}

async function picture(width = 160, height = 120): Promise<Uint8Array> {
  const create = { width, height, channels: 3 as const, background: '#889' };
  return new Uint8Array(await sharp({ create }).png().toBuffer());
}

const engines: ReturnType<typeof createEngine>[] = [];
const folder = await mkdtemp(join(tmpdir(), 'facelogin-engine-'));
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
});
afterAll(() => rm(folder, { recursive: true }));

function start(options: Partial<EngineOptions> = {}) {
  const told = { warnings: [] as string[], fatal: [] as string[] };
  const log = { info: () => {}, warn: (message: string) => told.warnings.push(message), error: () => {} };
  const engine = createEngine({
    workerUrl: realWorker,
    modelsDir: findModels(),
    recognizer: 'lbph',
    loadGallery: async () => [],
    log: log as unknown as EngineOptions['log'],
    onFatal: (reason) => told.fatal.push(reason),
    ...options,
  });
  engines.push(engine);
  return { engine, told };
}

/** `expect().rejects` waits without returning to the event loop, where the worker's messages come in. */
function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await errorOf(promise);
  if (error === undefined) return 'answered';
  return error instanceof VisionError ? error.code : String(error);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await Bun.sleep(5);
}

describe('the engine with its worker', () => {
  test('starts, loads the gallery in pieces, looks at frames and closes', async () => {
    const [face] = enrolled('u', 1);
    const stored = Array.from({ length: 1_100 }, (_, i) => ({ ...face!, userId: `u${i % 300}`, templateId: `t${i}` }));
    const { engine } = start({ loadGallery: async () => stored });
    expect(engine.status().state).toBe('starting');
    await engine.ready;
    expect(engine.status()).toMatchObject({ state: 'ready', recognizer: 'lbph', people: 300, templates: 1_100 });
    const observation = await engine.observe(await picture());
    expect(observation).toEqual({ frame: { width: 160, height: 120 }, faces: 0, problem: 'no-face', candidates: [] });
    expect(await engine.sample(await picture(64, 200))).toEqual({
      observation: { frame: { width: 64, height: 200 }, faces: 0, problem: 'no-face', candidates: [] },
      templates: [],
    });
    await engine.close();
    expect(engine.status().state).toBe('closed');
    expect(await codeOf(engine.observe(await picture()))).toBe('unavailable');
  });

  test('frames that come before the worker is ready wait for it', async () => {
    const { engine } = start();
    expect((await engine.observe(await picture())).faces).toBe(0);
    expect(engine.status().state).toBe('ready');
  });

  test('a bad image is answered with its fault, and the next frame goes on', async () => {
    const { engine } = start();
    const bad = new TextEncoder().encode('<html>');
    expect(await errorOf(engine.observe(bad))).toMatchObject({ code: 'bad-image', fault: 'type' });
    expect(await codeOf(engine.observe(await picture()))).toBe('answered');
  });

  test('compares templates with each other', async () => {
    const { engine } = start();
    const scores = await engine.compare([template(1), template(2), template(1)]);
    expect(scores).toHaveLength(9);
    expect([scores[0], scores[4], scores[8], scores[2], scores[6]]).toEqual([1, 1, 1, 1, 1]);
    expect(scores[1]).toBe(scores[3]);
    expect(scores[1]).toBeLessThan(1);
    expect(await engine.compare([])).toHaveLength(0);
  });

  test('a template that cannot be read fails its own request only', async () => {
    const { engine } = start();
    await engine.ready;
    const broken = { ...template(1), bytes: new Uint8Array(5) };
    expect(await errorOf(engine.compare([broken]))).toBeInstanceOf(RangeError);
    expect(String(await errorOf(engine.compare([{ ...template(1), version: 99 }])))).toContain('lbph 99');
    expect(engine.status()).toMatchObject({ state: 'ready', restarts: 0 });
  });

  test('a change of one person reaches the gallery, a dropped one leaves it', async () => {
    const { engine } = start({ loadGallery: async () => enrolled('anna', 1, 2) });
    await engine.ready;
    await engine.putUser('ben', enrolled('ben', 3, 4, 5));
    expect(engine.status()).toMatchObject({ people: 2, templates: 5 });
    await engine.putUser('anna', []);
    expect(engine.status()).toMatchObject({ people: 1, templates: 3 });
  });

  test('templates of another version are left out, with a warning', async () => {
    const old = enrolled('anna', 1).map((stored) => ({ ...stored, version: 99 }));
    const { engine, told } = start({ loadGallery: async () => [...old, ...enrolled('ben', 2)] });
    await engine.ready;
    expect(engine.status()).toMatchObject({ people: 1, templates: 1 });
    expect(told.warnings).toHaveLength(1);
  });
});

describe('a queue that is full', () => {
  test('refuses at once', async () => {
    const { engine } = start({ limits: { queue: 3 } });
    const image = await picture();
    const codes = await Promise.all([1, 2, 3, 4, 5].map(() => codeOf(engine.observe(image))));
    expect(codes).toEqual(['answered', 'answered', 'answered', 'busy', 'busy']);
    expect(engine.status().queued).toBe(0);
  });
});

describe('a worker that dies', () => {
  test.each(['throw', 'exit', 'reject'] as const)('by %s is back by itself, with its gallery', async (fault) => {
    let reads = 0;
    const loadGallery = async () => {
      reads++;
      return enrolled('anna', 1, 2).concat(reads > 1 ? enrolled('ben', 3) : []);
    };
    const { engine, told } = start({ workerUrl: faultyWorker, loadGallery });
    await engine.ready;
    expect(engine.status()).toMatchObject({ people: 1, templates: 2 });
    const hit = codeOf(engine.observe(await picture(FAULTS[fault], 7)));
    const waiting = codeOf(engine.observe(await picture()));
    // A rejection is found after the answer was sent; a throw and an exit take the frame with them.
    if (fault !== 'reject') expect(await hit).toBe('unavailable');
    expect(await waiting).toBe('answered');
    await until(() => engine.status().restarts === 1 && engine.status().state === 'ready');
    expect(engine.status()).toMatchObject({ people: 2, templates: 3 });
    expect(engine.status().problem).toBeUndefined();
    expect(told.warnings).toHaveLength(1);
    expect(told.fatal).toEqual([]);
  });

  test('dies again and again, and is back each time', async () => {
    const { engine } = start({ workerUrl: faultyWorker });
    const deadly = await picture(FAULTS.throw, 7);
    for (let i = 0; i < 3; i++) expect(await codeOf(engine.observe(deadly))).toBe('unavailable');
    expect(await codeOf(engine.observe(await picture()))).toBe('answered');
    expect(engine.status().restarts).toBe(3);
  });

  test('does not take a change with it that comes while the gallery is read anew', async () => {
    let release: (stored: GalleryTemplate[]) => void = () => {};
    let reads = 0;
    const loadGallery = () => {
      if (reads++ === 0) return Promise.resolve(enrolled('anna', 1));
      return new Promise<GalleryTemplate[]>((resolve) => {
        release = resolve;
      });
    };
    const { engine } = start({ workerUrl: faultyWorker, loadGallery });
    await engine.ready;
    await codeOf(engine.observe(await picture(FAULTS.exit, 7)));
    await until(() => reads === 2);
    // What is being read holds Anna's old templates and nothing of Ben.
    await engine.putUser('anna', enrolled('anna', 5, 6, 7));
    await engine.putUser('ben', enrolled('ben', 8));
    release(enrolled('anna', 1));
    await engine.observe(await picture());
    expect(engine.status()).toMatchObject({ people: 2, templates: 4 });
  });

  test('is started again although the gallery cannot be read for a while', async () => {
    let reads = 0;
    const loadGallery = async () => {
      if (++reads === 2) throw new Error('The database is away');
      return enrolled('anna', 1);
    };
    const { engine } = start({ workerUrl: faultyWorker, loadGallery });
    await engine.ready;
    await codeOf(engine.observe(await picture(FAULTS.exit, 7)));
    expect(await codeOf(engine.observe(await picture()))).toBe('answered');
    expect(engine.status()).toMatchObject({ people: 1, restarts: 2 });
  });
});

describe('a worker that hangs', () => {
  test('is given up: callers are told, the process is asked to end, once', async () => {
    const { engine, told } = start({ workerUrl: faultyWorker, limits: { deadlineMs: 100 } });
    await engine.ready;
    const hit = codeOf(engine.observe(await picture(FAULTS.hang, 7)));
    await until(() => engine.status().queued === 1);
    const waiting = codeOf(engine.sample(await picture()));
    expect([await hit, ['busy', 'unavailable'].includes(await waiting)]).toEqual(['unavailable', true]);
    expect(told.fatal).toEqual(['The vision worker hangs (observe).']);
    expect(engine.status()).toMatchObject({ state: 'failed', problem: 'The vision worker hangs (observe).' });
    expect(await codeOf(engine.observe(await picture()))).toBe('unavailable');
    await engine.close();
    expect(told.fatal).toHaveLength(1);
  });
});

describe('a worker that hangs while it loads', () => {
  test('is given up as well', async () => {
    const modelsDir = join(folder, HANGING_MODELS);
    const { engine, told } = start({ workerUrl: faultyWorker, modelsDir, limits: { startMs: 20 } });
    expect(String(await errorOf(engine.ready))).toContain('hangs (open)');
    expect(told.fatal).toEqual(['The vision worker hangs (open).']);
  });
});

describe('an engine that cannot start', () => {
  test('says why, after a few tries', async () => {
    const { engine, told } = start({ modelsDir: folder });
    expect(String(await errorOf(engine.ready))).toMatch(/fr_detect\.onnx.*npm run setup/);
    expect(engine.status()).toMatchObject({ state: 'failed', problem: expect.stringContaining('fr_detect.onnx') });
    expect(await codeOf(engine.observe(await picture()))).toBe('unavailable');
    await engine.putUser('anna', []);
    expect(told.fatal).toEqual([]);
  });

  test('for want of its worker says so, too', async () => {
    const { engine } = start({ workerUrl: new URL(`file://${folder}/nothing.ts`) });
    expect(await codeOf(engine.ready)).toBe('unavailable');
    expect(engine.status().state).toBe('failed');
  });
});

describe('closing', () => {
  test('finishes the frame that runs, refuses those that wait, and can be asked for twice', async () => {
    const { engine } = start();
    await engine.ready;
    const image = await picture(640, 480);
    const codes = [1, 2, 3, 4].map(() => codeOf(engine.observe(image)));
    await until(() => engine.status().queued === 4);
    const first = codeOf(engine.observe(image));
    const closed = engine.close();
    expect(engine.close()).toBe(closed);
    await closed;
    expect(await first).toBe('unavailable');
    for (const code of await Promise.all(codes)) expect(['answered', 'unavailable']).toContain(code);
  });

  test('while the worker starts is clean', async () => {
    const { engine, told } = start({ loadGallery: async () => enrolled('anna', 1) });
    const waiting = codeOf(engine.observe(await picture()));
    await engine.close();
    expect(await waiting).toBe('unavailable');
    expect(String(await errorOf(engine.ready))).toContain('closed');
    expect(told).toEqual({ warnings: [], fatal: [] });
  });
});
