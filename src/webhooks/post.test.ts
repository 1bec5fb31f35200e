/** The request itself, against real receivers on loopback. A resolver of the test gives them names. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Post, post } from './post.ts';

let server: Server;
let port: number;
const seen: { host: string | undefined; url: string | undefined; body: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ host: request.headers.host, url: request.url, body });
      if (request.url === '/never') return;
      if (request.url === '/moved') response.writeHead(307, { Location: '/elsewhere' });
      if (request.url === '/endless') return void response.write('x'.repeat(999));
      if (request.url === '/long') return void response.end('y'.repeat(1_000_000));
      if (request.url === '/odd') return void response.end('a\u0000b\u001b[31m\nc');
      response.end('thanks');
    });
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const to = (path: string, more: Partial<Post> = {}) =>
  post({ url: `http://127.0.0.1:${port}${path}`, headers: {}, body: '{"a":"é"}', mayBePrivate: true, ...more });

test('the body arrives as it is, and the answer comes back', async () => {
  seen.length = 0;
  expect(await to('/hook?x=1')).toEqual({ ms: expect.any(Number), status: 200, answer: 'thanks' });
  expect(seen).toEqual([{ host: `127.0.0.1:${port}`, url: '/hook?x=1', body: '{"a":"é"}' }]);
});

test('a redirect is not followed', async () => {
  seen.length = 0;
  expect((await to('/moved')).status).toBe(307);
  expect(seen.map(({ url }) => url)).toEqual(['/moved']);
});

test('a receiver that never answers has its time and no more', async () => {
  const answer = await to('/never', { answerMs: 150 });
  expect(answer).toMatchObject({ error: 'timeout', answer: '' });
  expect(answer.ms).toBeLessThan(5_000);
});

test('of a long answer the beginning is read; one that does not end counts by its status', async () => {
  expect(await to('/long')).toMatchObject({ status: 200, answer: 'y'.repeat(1000) });
  expect(await to('/endless', { answerMs: 150 })).toMatchObject({ status: 200, answer: 'x'.repeat(999) });
});

test('an answer is stored without characters that no page shows', async () => {
  expect((await to('/odd')).answer).toBe('ab[31m\nc');
});

test('the end of the server breaks it off', async () => {
  const stop = new AbortController();
  const answer = to('/never', { stop: stop.signal });
  stop.abort();
  expect(await answer).toMatchObject({ error: 'stopped' });
  expect(await to('/never', { stop: stop.signal })).toMatchObject({ error: 'stopped' });
});

test('no connection and no such name are told apart', async () => {
  expect(await to('', { url: 'http://127.0.0.1:1/' })).toMatchObject({ error: 'connection', answer: 'ECONNREFUSED' });
  const resolve: Post['resolve'] = (_, __, found) => found(Object.assign(new Error(), { code: 'ENOTFOUND' }), []);
  const lost = await to('', { url: 'http://hook.example/', mayBePrivate: false, resolve });
  expect(lost).toMatchObject({ error: 'name' });
});

describe('where private networks are refused', () => {
  test.each([
    'http://127.0.0.1:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://2130706433:PORT/',
  ])('%s is not connected to', async (url) => {
    seen.length = 0;
    const answer = await to('', { url: url.replace('PORT', String(port)), mayBePrivate: false });
    expect(answer).toMatchObject({ error: 'private' });
    expect(seen).toEqual([]);
  });

  test('a name that leads there is not connected to, whatever it led to a moment before', async () => {
    seen.length = 0;
    const asked: string[] = [];
    const resolve: Post['resolve'] = (name, _, found) => {
      asked.push(name);
      found(null, [{ address: '127.0.0.1', family: 4 }]);
    };
    const url = `http://hook.example:${port}/`;
    expect(await to('', { url, mayBePrivate: false, resolve })).toMatchObject({ error: 'private' });
    expect(await to('', { url: `http://localhost:${port}/`, mayBePrivate: false })).toMatchObject({ error: 'private' });
    expect([asked, seen]).toEqual([['hook.example'], []]);
  });
});

/** The same file as a program of the other runtime. A name is looked up once, and the connection goes there. */
const PROGRAM = `
import { post } from './post.mjs';
import { createServer } from 'node:http';
const server = createServer((request, response) => {
  if (request.url === '/moved') response.writeHead(302, { Location: '/' });
  response.end(request.headers.host);
});
await new Promise((up) => server.listen(0, '127.0.0.1', up));
const { port } = server.address();
const at = (host, path = '/') => ({ url: 'http://' + host + ':' + port + path, headers: {}, body: '{}' });
const said = [];
for (const what of [
  { ...at('127.0.0.1'), mayBePrivate: true },
  { ...at('127.0.0.1', '/moved'), mayBePrivate: true },
  { ...at('127.0.0.1'), mayBePrivate: false },
  { ...at('localhost'), mayBePrivate: false },
  { ...at('hook.example'), mayBePrivate: false, resolve: (name, o, found) => found(null, [{ address: '10.0.0.1', family: 4 }]) },
]) {
  const { status, error } = await post(what);
  said.push(status ?? error);
}
process.stdout.write(JSON.stringify(said), () => process.exit(0));
`;

test.each(['bun', 'node'])('under %s the same addresses are refused', async (runtime) => {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-post-'));
  try {
    const built = await Bun.build({ entrypoints: [join(import.meta.dir, 'post.ts')], target: 'node' });
    writeFileSync(join(folder, 'post.mjs'), await built.outputs[0]!.text());
    writeFileSync(join(folder, 'program.mjs'), PROGRAM);
    const program = runtime === 'bun' ? process.execPath : Bun.which('node')!;
    const { stdout, stderr } = spawnSync(program, [join(folder, 'program.mjs')], { encoding: 'utf8' });
    expect([stdout.trim(), stderr]).toEqual([JSON.stringify([200, 302, 'private', 'private', 'private']), '']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
