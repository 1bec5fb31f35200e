import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  codeOf,
  engineStarter,
  enrolled,
  errorOf,
  openEngine,
  picture,
  template,
  until,
} from '../../../test/helpers/vision/engine.ts';

const start = engineStarter();
const folder = await mkdtemp(join(tmpdir(), 'facelogin-engine-'));
afterAll(() => rm(folder, { recursive: true }));

describe('the engine with its worker', () => {
  test('starts, loads the gallery in batches, looks at frames and closes', async () => {
    const [face] = enrolled('u', 1);
    const stored = Array.from({ length: 1_100 }, (_, i) => ({ ...face!, userId: `u${i % 300}`, templateId: `t${i}` }));
    const { engine } = start({ loadGallery: () => [stored] });
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
});

describe('one engine', () => {
  let { engine, told } = {} as ReturnType<typeof openEngine>;
  beforeAll(() => {
    const old = enrolled('anna', 1).map((stored) => ({ ...stored, version: 99 }));
    ({ engine, told } = openEngine({ loadGallery: () => [[...old, ...enrolled('ben', 2)]], limits: { queue: 3 } }));
  });
  afterAll(() => engine.close());

  test('lets frames that come before its worker is ready wait for it', async () => {
    expect((await engine.observe(await picture())).faces).toBe(0);
    expect(engine.status().state).toBe('ready');
  });

  test('leaves out templates of another version, with a warning', async () => {
    await engine.ready;
    expect(engine.status()).toMatchObject({ people: 1, templates: 1 });
    expect(told.warnings).toHaveLength(1);
  });

  test('answers a bad image with its fault, and goes on with the next frame', async () => {
    const bad = new TextEncoder().encode('<html>');
    expect(await errorOf(engine.observe(bad))).toMatchObject({ code: 'bad-image', fault: 'type' });
    expect(await codeOf(engine.observe(await picture()))).toBe('answered');
  });

  test('compares templates with each other', async () => {
    const scores = await engine.compare([template(1), template(2), template(1)]);
    expect(scores).toHaveLength(9);
    expect([scores[0], scores[4], scores[8], scores[2], scores[6]]).toEqual([1, 1, 1, 1, 1]);
    expect(scores[1]).toBe(scores[3]);
    expect(scores[1]).toBeLessThan(1);
    expect(await engine.compare([])).toHaveLength(0);
  });

  test('fails the request alone whose template cannot be read', async () => {
    const broken = { ...template(1), bytes: new Uint8Array(5) };
    expect(await errorOf(engine.compare([broken]))).toBeInstanceOf(RangeError);
    expect(String(await errorOf(engine.compare([{ ...template(1), version: 99 }])))).toContain('lbph 99');
    expect(engine.status()).toMatchObject({ state: 'ready', restarts: 0 });
  });

  test('takes a change of one person into its gallery, and drops a person', async () => {
    await engine.putUser('cid', enrolled('cid', 3, 4, 5));
    expect(engine.status()).toMatchObject({ people: 2, templates: 4 });
    await engine.putUser('ben', []);
    expect(engine.status()).toMatchObject({ people: 1, templates: 3 });
  });

  test('with a full queue refuses at once', async () => {
    const image = await picture();
    const codes = await Promise.all([1, 2, 3, 4, 5].map(() => codeOf(engine.observe(image))));
    expect(codes).toEqual(['answered', 'answered', 'answered', 'busy', 'busy']);
    expect(engine.status().queued).toBe(0);
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

  test('without its worker says so, too', async () => {
    const { engine } = start({ workerUrl: new URL(`file://${folder}/nothing.ts`) });
    expect(await codeOf(engine.ready)).toBe('unavailable');
    expect(engine.status().state).toBe('failed');
  });
});

describe('closing', () => {
  test('finishes the running frame, refuses the waiting ones, and may be called twice', async () => {
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
    const { engine, told } = start({ loadGallery: () => [enrolled('anna', 1)] });
    const waiting = codeOf(engine.observe(await picture()));
    await engine.close();
    expect(await waiting).toBe('unavailable');
    expect(String(await errorOf(engine.ready))).toContain('closed');
    expect(told).toEqual({ warnings: [], fatal: [] });
  });
});
