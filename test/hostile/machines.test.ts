/**
 * The addresses of programs: no cookie opens one, whoever sends it, and what is refused is refused in their own form.
 * On PGlite alone: requests are refused before any statement but that of the key.
 */
import { beforeAll, expect, test } from 'bun:test';
import { cookieHeader, type HostileSite, hostileSite } from '../helpers/site/hostile.ts';

const PUBLIC = '/api/v1/openapi.json';

let site: HostileSite;
beforeAll(async () => {
  site = await hostileSite({ FACELOGIN_PUBLIC_URL: 'https://face.example.org' });
});

const ask = (path: string, init: RequestInit = {}) =>
  Promise.resolve(
    site.app.request(
      site.origin + path,
      { ...init, headers: { 'X-Forwarded-Proto': 'https', Cookie: cookieHeader(site.admin), ...init.headers } },
      { remoteAddress: '127.0.0.1' },
    ),
  );

/** The gateway and the provider are asked with other secrets and have suites of their own. */
const ofApi = () => site.machines.filter(({ path }) => /^\/(api|compreface)\//.test(path));
const guarded = () => ofApi().filter(({ path }) => path !== PUBLIC);

test('there are some, and each takes a program alone', () => {
  expect(guarded().length).toBeGreaterThan(40);
  expect(guarded().filter(({ needs }) => needs.session !== 'none')).toEqual([]);
});

test("an administrator's cookie opens none, on a page of ours or of another site", async () => {
  const taken: string[] = [];
  for (const headers of [
    {},
    { Origin: 'https://face.example.org', 'Sec-Fetch-Site': 'same-origin' },
    { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
    { Authorization: 'Bearer' },
    { Authorization: 'Basic cm9vdDpyb290' },
    { Authorization: 'Bearer flk_0', 'x-api-key': '00000000-0000-0000-0000-000000000002' },
    { Authorization: "Bearer ' or 1=1 --", 'x-api-key': "' or 1=1 --" },
  ] as Record<string, string>[]) {
    for (const { method, path } of guarded()) {
      const response = await ask(path, { method, headers });
      if (response.status !== 401 || response.headers.has('Set-Cookie')) taken.push(`${method} ${path}`);
      expect(await response.text()).not.toContain('<!doctype html>');
    }
  }
  expect(taken).toEqual([]);
});

test('a body that is too large is refused unread: the key comes first', async () => {
  for (const { path } of guarded().filter(({ method }) => method === 'POST')) {
    const headers = { 'Content-Length': String(10 ** 9), 'Content-Type': 'application/json' };
    expect((await ask(path, { method: 'POST', headers, body: '{}' })).status).toBe(401);
  }
});

test('no other site may read an answer', async () => {
  for (const path of [PUBLIC, '/api/v1/people', '/compreface/api/v1/recognition/faces']) {
    const response = await ask(path, { headers: { Origin: 'https://evil.example' } });
    expect(response.headers.has('Access-Control-Allow-Origin')).toBe(false);
    const preflight = await ask(path, { method: 'OPTIONS', headers: { Origin: 'https://evil.example' } });
    expect([401, 405]).toContain(preflight.status);
  }
});

test('methods that an address does not take are refused in the form of programs', async () => {
  for (const path of new Set(ofApi().map((route) => route.path))) {
    for (const method of ['PROPFIND', 'OPTIONS']) {
      const response = await ask(path, { method });
      expect([401, 404, 405]).toContain(response.status);
      expect(response.headers.get('Content-Type')).toStartWith('application/');
    }
  }
});
