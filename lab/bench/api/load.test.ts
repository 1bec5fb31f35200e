import { afterEach, expect, test } from 'bun:test';
import { createServer, type Server } from 'node:http';
import { middleOf } from './api.ts';
import { type ApiLoad, loadApi } from './load.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

async function listen(status: number): Promise<{ url: string; seen: string[]; most: () => number }> {
  const seen: string[] = [];
  let [running, most] = [0, 0];
  server = createServer(async (request, response) => {
    most = Math.max(most, ++running);
    let body = '';
    for await (const part of request) body += String(part);
    seen.push(`${request.headers.authorization} ${request.url} ${/name="person"\r\n\r\n(\w+)/.exec(body)?.[1]}`);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    response.writeHead(status).end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server!.once('listening', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address!.port : 0}`, seen, most: () => most };
}

const caller = { key: 'flk_x', person: 'anna' };
const given = { operation: 'verify', atOnce: 3, requests: 20, image: new Uint8Array(10) } as const;

test('programs send so many pictures, some at the same time, each with the key and the person', async () => {
  const { url, seen, most } = await listen(200);
  const load = await loadApi(url, caller, given);
  expect(load).toMatchObject({ operation: 'verify', atOnce: 3 });
  expect(load.perSecond).toBeGreaterThan(0);
  expect(new Set(seen)).toEqual(new Set(['Bearer flk_x /api/v1/verify anna']));
  expect(seen).toHaveLength(30);
  expect(most()).toBeGreaterThan(1);
  expect(most()).toBeLessThanOrEqual(3);
});

test('a refusal is no measurement', async () => {
  const { url } = await listen(429);
  await expect(loadApi(url, caller, given)).rejects.toThrow('verify was answered 429');
});

test('of several rounds the one in the middle counts', () => {
  const rounds = [9, 1, 5].map((perSecond): ApiLoad => ({ operation: 'verify', atOnce: 1, perSecond, p50: 0, p95: 0 }));
  expect(middleOf(rounds).perSecond).toBe(5);
});
