import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import {
  barrier,
  codeOf,
  engineStarter,
  enrolled,
  fullyReady,
  openEngine,
  picture,
  template,
  until,
} from '../helpers/vision/engine.ts';
import { FAULTS } from '../helpers/vision/faults.ts';

const faultyWorker = new URL('../helpers/vision/faulty-worker.ts', import.meta.url);
const start = engineStarter();

describe('two workers', () => {
  const end = barrier();
  let reads = 0;
  let readyTimes = 0;
  async function* loadGallery() {
    yield enrolled('anna', 1);
    if (++reads === 2) await end.passed;
  }
  const spans: { from: number; to: number }[] = [];
  const worked = (_: string, milliseconds: number) => {
    spans.push({ from: performance.now() - milliseconds, to: performance.now() });
  };
  let opened: ReturnType<typeof openEngine>;
  beforeAll(() => {
    const watch = { served: () => {}, worked };
    opened = openEngine({ workers: 2, loadGallery, watch, onReady: () => void readyTimes++ });
  });
  // The last test closes it, too.
  afterAll(() => opened.engine.close());

  const anna = template(1);
  const twice = async (engine: ReturnType<typeof openEngine>['engine']) => {
    // At the same time, so that both workers take a search.
    const found = await Promise.all([1, 2, 3, 4].map(() => engine.identify([anna])));
    return found.map(([best]) => best?.userId);
  };

  test('are ready one after the other: the first serves while the second still loads', async () => {
    const { engine, told } = opened;
    expect(engine.status()).toMatchObject({ state: 'starting', workers: 2, workersReady: 0 });
    await engine.ready;
    await until(() => reads === 2);
    expect(engine.status()).toMatchObject({ state: 'ready', workers: 2, workersReady: 1, people: 1 });
    expect(await codeOf(engine.observe(await picture()))).toBe('answered');
    // Only the first worker has the change now; the second gets it before any search.
    await engine.putUser('ben', enrolled('ben', 2, 3));
    end.open();
    await fullyReady(engine);
    expect([readyTimes, told.warnings]).toEqual([2, []]);
    const ids = ['ben-2', 'ben-3'].join();
    await until(() => engine.status().templates === 3);
    expect(await engine.loaded()).toEqual(new Map(Object.entries({ anna: 'anna-1', ben: ids })));
    await engine.putUser('anna', []);
    await engine.putUser('ben', enrolled('ben', 30));
  });

  test('share the frames: they look at two at the same time', async () => {
    const { engine } = opened;
    const image = await picture(640, 480);
    // On a busy machine the first may be done before the second is decoded: then once more.
    for (let overlaps = false; !overlaps; ) {
      spans.length = 0;
      const codes = await Promise.all([1, 2, 3, 4].map(() => codeOf(engine.observe(image))));
      expect([spans.length, ...codes]).toEqual([4, ...codes.map(() => 'answered')]);
      overlaps = spans.some((a, i) => spans.some((b, j) => i < j && a.from < b.to && b.from < a.to));
    }
  });

  test('both know a person once the change is confirmed, and neither knows a removed one', async () => {
    const { engine } = opened;
    expect(await twice(engine)).toEqual(['ben', 'ben', 'ben', 'ben']);
    await engine.putUser('anna', enrolled('anna', 1));
    expect(await twice(engine)).toEqual(['anna', 'anna', 'anna', 'anna']);
    expect(engine.status()).toMatchObject({ people: 2, templates: 2 });
    await engine.putUser('anna', []);
    expect(await twice(engine)).toEqual(['ben', 'ben', 'ben', 'ben']);
    expect(engine.status()).toMatchObject({ people: 1, templates: 1 });
    expect(await engine.loaded()).toEqual(new Map([['ben', 'ben-30']]));
  });

  test('know each change under load, too, whichever of them takes the search', async () => {
    const { engine } = opened;
    const image = await picture();
    let over = false;
    const load = [1, 2, 3].map(async () => {
      while (!over) await engine.observe(image);
    });
    for (let i = 0; i < 5; i++) {
      await engine.putUser('anna', enrolled('anna', 1));
      expect(await twice(engine)).toEqual(['anna', 'anna', 'anna', 'anna']);
      await engine.putUser('anna', []);
      expect(await twice(engine)).toEqual(['ben', 'ben', 'ben', 'ben']);
    }
    over = true;
    await Promise.all(load);
  });

  test('are both closed with their running requests', async () => {
    const { engine } = opened;
    const image = await picture(640, 480);
    const codes = [1, 2, 3, 4].map(() => codeOf(engine.observe(image)));
    await until(() => engine.status().queued === 4);
    await engine.close();
    expect(engine.status()).toMatchObject({ state: 'closed', workers: 2, workersReady: 0 });
    for (const code of await Promise.all(codes)) expect(['answered', 'unavailable']).toContain(code);
    expect(await codeOf(engine.loaded())).toBe('unavailable');
  });
});

describe('one of two workers that dies', () => {
  /** The people of the database. */
  const stored = new Set(['anna']);
  let held = Promise.resolve();
  let opened: ReturnType<typeof openEngine>;
  async function* loadGallery() {
    await held;
    yield [...stored].flatMap((name, seed) => enrolled(name, 1 + seed));
  }
  beforeAll(async () => {
    opened = openEngine({ workerUrl: faultyWorker, workers: 2, loadGallery });
    await fullyReady(opened.engine);
  });
  afterAll(() => opened.engine.close());

  test.each([
    ['throw', 1],
    ['reject', 2],
  ] as const)('by %s leaves the other serving (restart %p)', async (fault, time) => {
    const { engine, told } = opened;
    const end = barrier();
    held = end.passed;
    const [known] = [...stored];
    const hit = codeOf(engine.observe(await picture(FAULTS[fault], 7)));
    if (fault !== 'reject') expect(await hit).toBe('unavailable');
    await until(() => engine.status().workersReady === 1);
    expect(engine.status()).toMatchObject({ state: 'ready', workers: 2, restarts: time, people: 1 });
    const image = await picture();
    for (let i = 0; i < 3; i++) expect(await codeOf(engine.observe(image))).toBe('answered');
    // These changes reach the ready worker now, and the other one before it searches. The gallery that it reads is older.
    await engine.putUser(`ben ${time}`, enrolled(`ben ${time}`, 2));
    await engine.putUser(known!, []);
    expect(engine.status()).toMatchObject({ people: 1, templates: 1, workersReady: 1 });
    end.open();
    await fullyReady(engine);
    const found = await Promise.all([1, 2, 3, 4].map(() => engine.identify([template(2)])));
    expect(found.map((candidates) => candidates.map(({ userId }) => userId))).toEqual(found.map(() => [`ben ${time}`]));
    expect(await engine.loaded()).toEqual(new Map([[`ben ${time}`, `ben ${time}-2`]]));
    expect(told.warnings).toEqual(Array(time).fill(expect.stringContaining('started again')));
    expect(told.fatal).toEqual([]);
    expect(engine.status().problem).toBeUndefined();
    stored.clear();
    stored.add(`ben ${time}`);
  });

  test('is reported, and an engine whose two workers both end starts again', async () => {
    const { engine } = opened;
    const { restarts } = engine.status();
    const end = barrier();
    held = end.passed;
    const deadly = await picture(FAULTS.throw, 7);
    const codes = [codeOf(engine.observe(deadly)), codeOf(engine.observe(deadly))];
    expect(await Promise.all(codes)).toEqual(['unavailable', 'unavailable']);
    await until(() => engine.status().workersReady === 0);
    expect(engine.status()).toMatchObject({ state: 'restarting', restarts: restarts + 2, people: 1 });
    expect(engine.status().problem).toContain('thrown by the test');
    const waiting = codeOf(engine.observe(await picture()));
    end.open();
    expect(await waiting).toBe('answered');
    await fullyReady(engine);
    expect(engine.status()).toMatchObject({ state: 'ready', people: 1 });
  });

  test('before it was ever ready is started as often as it takes, since the other one could start', async () => {
    let reads = 0;
    async function* loadGallery() {
      reads++;
      // As often as is final for a worker whose models never worked.
      if (reads > 1 && reads < 5) throw new Error('The database is away');
      yield enrolled('anna', 1);
    }
    const { engine, told } = start({ workerUrl: faultyWorker, workers: 2, loadGallery });
    await engine.ready;
    await fullyReady(engine);
    expect(engine.status()).toMatchObject({ state: 'ready', restarts: 3, people: 1 });
    expect(told.fatal).toEqual([]);
  });

  test('by hanging ends the process, and the other one answers its running request', async () => {
    const { engine, told } = start({ workerUrl: faultyWorker, workers: 2, limits: { hangMs: 4_000 } });
    await fullyReady(engine);
    const hit = codeOf(engine.observe(await picture(FAULTS.hang, 7)));
    await until(() => engine.status().queued === 1);
    expect(await codeOf(engine.observe(await picture()))).toBe('answered');
    expect(await hit).toBe('unavailable');
    expect(told.fatal).toEqual(['The vision worker hangs (observe).']);
    expect(engine.status()).toMatchObject({ state: 'failed', workersReady: 0 });
    expect(await codeOf(engine.observe(await picture()))).toBe('unavailable');
    await engine.close();
    expect(told.fatal).toHaveLength(1);
  });
});
