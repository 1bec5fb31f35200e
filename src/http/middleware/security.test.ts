import { expect, test } from 'bun:test';
import { Hono } from 'hono';
import { loadConfig } from '../../config.ts';
import { AppError } from '../../errors.ts';
import { silentLog } from '../../log.ts';
import { createMetrics } from '../../metrics.ts';
import { answerError } from '../answer.tsx';
import type { Env } from '../env.ts';
import { requestContext, requestLog } from './request.ts';
import { insecureAddress, limitBody, originCheck, securityHeaders } from './security.ts';

function site(env: Record<string, string> = {}) {
  const config = loadConfig(env);
  const app = new Hono<Env>();
  app.use(requestContext(config), requestLog({ log: silentLog, metrics: createMetrics() }), securityHeaders(config));
  app.use(insecureAddress(), originCheck(config));
  app.get('/page', (c) => c.text(c.var.insecure ? 'insecure' : 'secure'));
  app.post('/act', limitBody(1000), async (c) => c.text(String((await c.req.text()).length)));
  app.onError((error, c) => answerError(c, config, error instanceof AppError ? error : new AppError('internal')));
  return app;
}

const here = 'http://localhost:3000';
const post = (headers: Record<string, string>, body = '') => ({ method: 'POST', headers, body });

test('a post from a page of this site is taken', async () => {
  const app = site();
  expect((await app.request(`${here}/act`, post({ 'Sec-Fetch-Site': 'same-origin' }))).status).toBe(200);
  expect((await app.request(`${here}/act`, post({ Origin: here }))).status).toBe(200);
  expect((await app.request('http://127.0.0.1:3000/act', post({ Origin: 'http://127.0.0.1:3000' }))).status).toBe(200);
});

const foreign: Record<string, Record<string, string>> = {
  'another site': { 'Sec-Fetch-Site': 'cross-site', Origin: here },
  'another subdomain': { 'Sec-Fetch-Site': 'same-site', Origin: here },
  'an address typed by hand': { 'Sec-Fetch-Site': 'none' },
  'another origin': { Origin: 'https://evil.example' },
  'another port of this machine': { Origin: 'http://localhost:4000' },
  'a sandboxed frame': { Origin: 'null' },
  'a client that says nothing': {},
};
for (const [name, headers] of Object.entries(foreign)) {
  test(`a post from ${name} is refused`, async () => {
    const response = await site().request(`${here}/act`, post(headers));
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('This request came from another site');
  });
}

test('behind https only the public address may post', async () => {
  const app = site({ FACELOGIN_PUBLIC_URL: 'https://face.example.org' });
  const proxied = { 'X-Forwarded-Proto': 'https' };
  const from = (origin: string) =>
    app.request('http://face.example.org/act', post({ ...proxied, Origin: origin }), { remoteAddress: '127.0.0.1' });
  expect((await from('https://face.example.org')).status).toBe(200);
  expect((await from('http://face.example.org')).status).toBe(403);
  expect((await from('http://localhost:3000')).status).toBe(403);
});

test('plain http from another machine is explained, and nothing is taken', async () => {
  const app = site({ HOST: '0.0.0.0' });
  expect(await (await app.request('http://192.168.1.5:3000/page')).text()).toBe('insecure');
  expect(await (await app.request('http://localhost:3000/page')).text()).toBe('secure');
  const refused = await app.request('http://192.168.1.5:3000/act', post({ Origin: 'http://192.168.1.5:3000' }));
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain('not secure');
});

test('only a trusted proxy may say that the page was opened by https', async () => {
  const ask = (remoteAddress: string) =>
    site().request('http://face.lan/page', { headers: { 'X-Forwarded-Proto': 'https' } }, { remoteAddress });
  expect(await (await ask('127.0.0.1')).text()).toBe('secure');
  expect(await (await ask('192.168.1.9')).text()).toBe('insecure');
});

test('a body over the limit is refused by its length and by what it holds', async () => {
  const ours = { 'Sec-Fetch-Site': 'same-origin' };
  const announced = await site().request(`${here}/act`, post({ ...ours, 'Content-Length': '5000' }, 'x'.repeat(5000)));
  expect(announced.status).toBe(413);
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(5000));
      controller.close();
    },
  });
  const chunked = new Request(`${here}/act`, { method: 'POST', headers: ours, body: stream });
  expect((await site().fetch(chunked)).status).toBe(413);
});

test('every answer carries the strict policy, errors too', async () => {
  for (const response of [await site().request(`${here}/page`), await site().request(`${here}/act`, post({}))]) {
    const policy = response.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('Permissions-Policy')).toContain('camera=(self)');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test('an error is a page, a fragment or JSON, by what the client asked for, in its language', async () => {
  const ask = (headers: Record<string, string>) => site().request(`${here}/act`, post(headers));
  const page = await (await ask({ Accept: 'text/html' })).text();
  expect(page).toStartWith('<!doctype html>');
  const fragment = await (await ask({ 'HX-Request': 'true', Accept: 'text/html' })).text();
  expect(fragment).not.toContain('<html');
  expect(fragment).toContain('another site');
  const json = (await (await ask({ Accept: 'application/json' })).json()) as { error: Record<string, string> };
  expect(json.error.code).toBe('forbidden-origin');
  expect(json.error.requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(await (await ask({ 'Accept-Language': 'zh-CN,zh;q=0.9,en;q=0.5' })).text()).toContain('这个请求来自别的网站');
});
