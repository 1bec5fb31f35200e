import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeIf, livenessModels } from '../../../test/helpers/need.ts';
import { createFetcher, type FetchProgress, fetchModels } from './fetch.ts';

/** The release's answer. Each test sets its own. */
let answer: (file: string) => Response = () => new Response('', { status: 500 });
let release: ReturnType<typeof Bun.serve>;
const parent = mkdtempSync(join(tmpdir(), 'facelogin-fetch-'));
let folder = '';

beforeAll(() => {
  release = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request) => answer(request.url.split('/').pop()!),
  });
});
beforeEach(() => {
  folder = join(parent, crypto.randomUUID());
});
afterAll(async () => {
  await release.stop(true);
  rmSync(parent, { recursive: true });
});

const attempt = () => fetchModels(folder, `http://127.0.0.1:${release.port}`).catch((error: unknown) => error);
const installed = () => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

test.each<[string, (file: string) => Response, RegExp]>([
  ['an error of the server', () => new Response('', { status: 404 }), /answers 404/],
  ['another file', () => new Response('something else'), /14 bytes with SHA-256/],
  ['a file of the right length that is another', () => new Response(new Uint8Array(1_743_561)), /SHA-256/],
  ['half a file', () => new Response(new Uint8Array(1000)), /1000 bytes/],
])('%s installs nothing and is told in one line', async (_, given, message) => {
  answer = given;
  const error = await attempt();
  expect(error).toMatchObject({ name: 'ModelError' });
  expect(String(error)).toMatch(message);
  expect(String(error)).not.toContain('\n');
  expect(installed()).toEqual([]);
});

test('a server that is not there is told in one line', async () => {
  const error = await fetchModels(folder, 'http://127.0.0.1:9').catch((reason: unknown) => reason);
  expect(String(error)).toMatch(/^ModelError: Cannot download/);
  expect(installed()).toEqual([]);
});

const models = livenessModels();
const why = 'the liveness networks are not there: npm run facelogin -- models fetch, and FACELOGIN_MODELS_DIR';

describeIf(models, 'the networks themselves', why, () => {
  test('are fetched once, and a damaged one again', async () => {
    answer = (file) => new Response(Bun.file(join(models!, file)));
    expect(await attempt()).toEqual(['MiniFASNetV2.onnx', 'MiniFASNetV1SE.onnx']);
    expect(await attempt()).toEqual([]);
    writeFileSync(join(folder, 'MiniFASNetV2.onnx'), 'damaged');
    expect(await attempt()).toEqual(['MiniFASNetV2.onnx']);
    expect(installed().toSorted()).toEqual(['MiniFASNetV1SE.onnx', 'MiniFASNetV2.onnx']);
  });

  test('go on where the line broke, and tell how far they are', async () => {
    const asked: (string | undefined)[] = [];
    // The first answer breaks off after 500,000 bytes.
    const breaking = createServer(({ url = '', headers }, response) => {
      const bytes = readFileSync(join(models!, url));
      asked.push(headers.range);
      const from = Number(/\d+/.exec(headers.range ?? '')?.[0] ?? 0);
      response.writeHead(from > 0 ? 206 : 200, { 'Content-Length': bytes.length - from });
      if (asked.length > 1) response.end(bytes.subarray(from));
      else response.write(bytes.subarray(0, 500_000), () => response.socket!.end());
    });
    await new Promise<void>((resolve) => void breaking.listen(0, '127.0.0.1', resolve));
    const { port } = breaking.address() as AddressInfo;
    const told: FetchProgress[] = [];
    const fetcher = createFetcher(folder, `http://127.0.0.1:${port}/`);
    const broken = await fetcher((progress) => void told.push(progress)).catch((error: unknown) => error);
    expect(String(broken)).toContain('Cannot download');
    const kept = told.at(-1)!.bytes;
    expect(kept).toBeGreaterThan(0);
    expect(await fetcher((progress) => void told.push(progress))).toHaveLength(2);
    expect(asked).toEqual([undefined, `bytes=${kept}-`, undefined]);
    expect(told.at(-1)!.bytes).toBe(told.at(-1)!.total);
    breaking.close();
  });
});
