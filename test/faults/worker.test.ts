import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { GalleryTemplate } from '../../src/vision/protocol.ts';
import {
  barrier,
  codeOf,
  engineStarter,
  enrolled,
  errorOf,
  openEngine,
  picture,
  until,
} from '../helpers/vision/engine.ts';
import { FAULTS, HANGING_MODELS } from '../helpers/vision/faults.ts';

const faultyWorker = new URL('../helpers/vision/faulty-worker.ts', import.meta.url);
const slowWorker = new URL('../helpers/vision/slow-worker.ts', import.meta.url);
const start = engineStarter();

describe('a worker that dies', () => {
  /** The batches that the next start of the worker reads. */
  let stored: () => AsyncIterable<GalleryTemplate[]> | Iterable<GalleryTemplate[]> = () => [enrolled('anna', 1, 2)];
  let opened: ReturnType<typeof openEngine>;
  beforeAll(async () => {
    opened = openEngine({ workerUrl: faultyWorker, loadGallery: () => stored() });
    expect(opened.engine.status().frameMs).toBe(0);
    await opened.engine.ready;
  });
  afterAll(() => opened.engine.close());

  test('tells how long a frame takes, from its start on', () => {
    expect(opened.engine.status().frameMs).toBeGreaterThan(0);
  });

  test.each([
    ['throw', 1],
    ['exit', 2],
    ['reject', 3],
  ] as const)('by %s is back by itself, with its gallery (restart %p)', async (fault, time) => {
    const { engine, told } = opened;
    const others = Array.from({ length: time }, (_, i) => enrolled(`other ${i}`, 3 + i));
    stored = () => [enrolled('anna', 1, 2), ...others];
    expect(engine.status()).toMatchObject({ people: time, templates: time + 1, restarts: time - 1 });
    const hit = codeOf(engine.observe(await picture(FAULTS[fault], 7)));
    // A throw and an exit take the frame with them. A rejection ends the worker at any moment after it, and what the
    // worker was given by then ends with it: what comes after that waits for the next worker.
    if (fault === 'reject') await until(() => engine.status().restarts === time);
    const waiting = codeOf(engine.observe(await picture()));
    // A rejection shows only after the answer was sent. A throw and an exit end the worker before it.
    if (fault !== 'reject') expect(await hit).toBe('unavailable');
    expect(await waiting).toBe('answered');
    await until(() => engine.status().restarts === time && engine.status().state === 'ready');
    expect(engine.status()).toMatchObject({ people: time + 1, templates: time + 2 });
    expect(engine.status().problem).toBeUndefined();
    expect(told.warnings).toHaveLength(time);
    expect(told.fatal).toEqual([]);
  });

  test('does not lose a change that comes while the gallery is read again', async () => {
    const { engine } = opened;
    const reading = barrier();
    const end = barrier();
    stored = async function* () {
      reading.open();
      await end.passed;
      yield enrolled('anna', 1);
    };
    await codeOf(engine.observe(await picture(FAULTS.exit, 7)));
    await reading.passed;
    // The batch on its way has Anna's old templates and none of Ben.
    await engine.putUser('anna', enrolled('anna', 5, 6, 7));
    await engine.putUser('ben', enrolled('ben', 8));
    end.open();
    await engine.observe(await picture());
    expect(engine.status()).toMatchObject({ people: 2, templates: 4 });
  });

  test('is started again even if the gallery cannot be read for a while', async () => {
    let reads = 0;
    async function* loadGallery() {
      if (++reads === 2) throw new Error('The database is away');
      yield enrolled('anna', 1);
    }
    // An own one: the pause before a start doubles with every failure.
    const { engine } = start({ workerUrl: faultyWorker, loadGallery });
    await engine.ready;
    await codeOf(engine.observe(await picture(FAULTS.exit, 7)));
    expect(await codeOf(engine.observe(await picture()))).toBe('answered');
    expect(engine.status()).toMatchObject({ people: 1, restarts: 2 });
  });
});

describe('a worker that cannot be replaced', () => {
  test('ends the process when it dies', async () => {
    const { engine, told } = start({ workerUrl: faultyWorker, restartable: false });
    await engine.ready;
    expect(await codeOf(engine.observe(await picture(FAULTS.exit, 7)))).toBe('unavailable');
    expect(await codeOf(engine.observe(await picture()))).toBe('unavailable');
    await until(() => told.fatal.length > 0);
    expect(told.fatal).toEqual([expect.stringMatching(/^The vision worker ended \(.+\)\.$/)]);
    expect(engine.status()).toMatchObject({ state: 'failed', restarts: 0, problem: told.fatal[0]! });
    expect(await codeOf(engine.observe(await picture()))).toBe('unavailable');
    expect(told.warnings).toEqual([]);
  });

  test('is not started again if it was never ready, and the rest of the server goes on', async () => {
    const { engine, told } = start({ modelsDir: '/nowhere', restartable: false });
    expect(String(await errorOf(engine.ready))).toContain('/nowhere');
    expect(engine.status()).toMatchObject({ state: 'failed', restarts: 0 });
    expect(told.fatal).toEqual([]);
  });
});

describe('a worker that cannot be replaced and is closed', () => {
  test('does not end the process', async () => {
    const { engine, told } = start({ restartable: false });
    await engine.ready;
    await engine.close();
    expect(engine.status().state).toBe('closed');
    expect(told.fatal).toEqual([]);
  });
});

describe('a worker that hangs', () => {
  test('is given up: callers get an error, and the process is asked to end, once', async () => {
    const { engine, told } = start({ workerUrl: faultyWorker, limits: { deadlineMs: 100, hangMs: 4_000 } });
    await engine.ready;
    // Of two pictures the one that is decoded first goes to the worker. The other waits for it in vain.
    const deadly = await picture(FAULTS.hang, 7);
    const codes = await Promise.all([codeOf(engine.observe(deadly)), codeOf(engine.observe(deadly))]);
    expect(codes).toContain('unavailable');
    expect(codes.every((code) => code === 'busy' || code === 'unavailable')).toBe(true);
    expect(told.fatal).toEqual(['The vision worker hangs (observe).']);
    expect(engine.status()).toMatchObject({ state: 'failed', problem: 'The vision worker hangs (observe).' });
    expect(await codeOf(engine.observe(await picture()))).toBe('unavailable');
    await engine.close();
    expect(told.fatal).toHaveLength(1);
  });
});

describe('a worker that is slow', () => {
  test('answers however long it takes, and is never taken for one that hangs; who waits too long is told', async () => {
    const { engine, told } = start({ workerUrl: slowWorker, limits: { deadlineMs: 300, hangMs: 5_000 } });
    await engine.ready;
    expect(engine.status().frameMs).toBeGreaterThan(5_900);
    const began = performance.now();
    const image = await picture();
    // The one that is decoded first is answered.
    const codes = await Promise.all([codeOf(engine.observe(image)), codeOf(engine.observe(image))]);
    expect(codes.sort()).toEqual(['answered', 'busy']);
    expect(performance.now() - began).toBeGreaterThan(5_900);
    expect(engine.status()).toMatchObject({ state: 'ready', restarts: 0 });
    expect(told).toEqual({ warnings: [], fatal: [] });
  });
});

describe('a worker that hangs while it loads', () => {
  test('is given up as well', async () => {
    const modelsDir = `/nowhere/${HANGING_MODELS}`;
    const { engine, told } = start({ workerUrl: faultyWorker, modelsDir, limits: { hangMs: 20 } });
    expect(String(await errorOf(engine.ready))).toContain('hangs (open)');
    expect(told.fatal).toEqual(['The vision worker hangs (open).']);
  });
});
