import { afterEach, expect, test } from 'bun:test';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadChecks } from './load.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that answers with a status. @returns its port, and how often each path was asked for. */
async function listen(status: number) {
  const asked = new Map<string, number>();
  server = createServer((request, response) => {
    asked.set(request.url!, (asked.get(request.url!) ?? 0) + 1);
    response.writeHead(status, { 'Content-Length': 2 }).end('ok');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server!.once('listening', resolve));
  return { port: (server.address() as AddressInfo).port, asked };
}
const requests = ['/a', '/b', '/c'].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);

test('every request is sent in turn, over as many connections as asked for', async () => {
  const { port, asked } = await listen(200);
  const { connections, perSecond, p50, p95 } = await loadChecks({ port, connections: 2, seconds: 0.3, requests });
  expect([connections, [...asked.keys()].sort()]).toEqual([2, ['/a', '/b', '/c']]);
  expect(perSecond).toBeGreaterThan(10);
  expect(p50).toBeGreaterThan(0);
  expect(p95).toBeGreaterThanOrEqual(p50);
});

test('an answer that lets nobody in is no check', async () => {
  const { port } = await listen(403);
  await expect(loadChecks({ port, connections: 1, seconds: 0.1, requests })).rejects.toThrow('403');
});
