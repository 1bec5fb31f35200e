import { expect, test } from 'bun:test';
import { resolve } from 'node:path';
import { Hono } from 'hono';
import { loadConfig } from '../config.ts';
import { assetRoutes, loadAssets } from './assets.ts';
import type { Env } from './env.ts';
import { requestContext } from './middleware/request.ts';

const app = new Hono<Env>()
  .use(requestContext(loadConfig({})))
  .route('/', assetRoutes(loadAssets(resolve(import.meta.dir, '../..'))));
const ask = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });

test.each([
  ['/static/app.css', 'text/css; charset=utf-8'],
  ['/static/js/page.js', 'text/javascript; charset=utf-8'],
  ['/static/icon.svg', 'image/svg+xml; charset=utf-8'],
  ['/static/vendor/htmx.js', 'text/javascript; charset=utf-8'],
])('%s comes as %s, and the browser asks again each time', async (path, type) => {
  const response = await ask(path);
  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toBe(type);
  expect(response.headers.get('Cache-Control')).toBe('no-cache');
  expect(response.headers.get('ETag')).toMatch(/^"[\w-]{22}"$/);
});

test('a browser that has the file gets 304, also where a proxy weakened the validator (RFC 9110 13.1.2)', async () => {
  const etag = (await ask('/static/app.css')).headers.get('ETag')!;
  for (const known of [etag, `W/${etag}`, `"older", ${etag}`, '*']) {
    const response = await ask('/static/app.css', { 'If-None-Match': known });
    expect(response.status).toBe(304);
    expect(response.headers.get('ETag')).toBe(etag);
    expect(response.headers.get('Cache-Control')).toBe('no-cache');
    expect(response.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await response.text()).toBe('');
  }
  expect((await ask('/static/app.css', { 'If-None-Match': '"older"' })).status).toBe(200);
});

test('nothing else of the server comes from there', async () => {
  for (const path of ['/static/', '/static/../package.json', '/static/%2e%2e/package.json', '/static/constructor']) {
    expect((await ask(path)).status).toBe(404);
  }
});
