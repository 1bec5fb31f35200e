/**
 * Methods, paths and hosts that no browser sends.
 * On PGlite alone: requests are refused before any statement.
 */
import { beforeAll, expect, test } from 'bun:test';
import { users } from '../../src/db/schema.ts';
import { cookieHeader, type HostileSite, hostileSite, isUnsafe } from '../helpers/site/hostile.ts';

let site: HostileSite;
beforeAll(async () => {
  site = await hostileSite();
});

const ours = () => ({ Origin: site.origin, Cookie: cookieHeader(site.admin) });
const ask = (path: string, init: RequestInit = {}) =>
  Promise.resolve(site.app.request(site.origin + path, { ...init, headers: { ...ours(), ...init.headers } }));

/** No page has these. The addresses take turns with them: what answers to one of them by mistake answers to all. */
const METHODS = ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];

test('every route takes its own methods and names them to who uses another', async () => {
  const paths = [...new Set(site.routes.map(({ path }) => path))];
  for (const [turn, path] of paths.entries()) {
    const own = [...site.routes, ...site.machines].filter((route) => route.path === path).map(({ method }) => method);
    const other = METHODS[turn % METHODS.length]!;
    for (const method of ['POST', other].filter((name) => !own.includes(name))) {
      const response = await ask(path, { method });
      expect([404, 405]).toContain(response.status);
      if (response.status === 405) {
        for (const name of own) expect(response.headers.get('Allow')).toContain(name);
      }
      expect(await response.text()).toContain('<!doctype html>');
    }
  }
});

test('a method in a header, a field or the query is not a method', async () => {
  const headers = { 'X-HTTP-Method-Override': 'POST', 'X-HTTP-Method': 'DELETE', 'X-Method-Override': 'POST' };
  await ask('/account/delete?_method=POST&_method=DELETE', { headers });
  await ask('/account/sessions/end?_method=POST', { headers });
  expect(await site.deps.db.select().from(users)).toHaveLength(1);
});

test('HEAD answers as GET does, without a body, and changes nothing', async () => {
  for (const { path } of site.routes.filter((route) => !isUnsafe(route))) {
    const [head, get] = [await ask(path, { method: 'HEAD' }), await ask(path)];
    expect(`${path} ${head.status}`).toBe(`${path} ${get.status}`);
    expect(await head.text()).toBe('');
    await get.arrayBuffer();
  }
});

test('paths that climb, repeat, end oddly or hold what no path holds lead to nothing', async () => {
  const odd = [
    ...['/static/../src/config.ts', '/static/..%2f..%2fpackage.json', '/static/%2e%2e/%2e%2e/etc/passwd'],
    ...['/static/....//....//etc/passwd', '/static/%00', '/static/app.css%00.html', '/static//etc/passwd'],
    ...['/.env', '/.git/config', '/data/keys/template.key', '/drizzle/meta/_journal.json', '/src/main.ts'],
    ...['/account/delete/', '//account', '/account//delete', '/ACCOUNT', '/account;x=1', '/account/.', '/%61ccount%2f'],
    ...['/avatars/../../etc/x', '/avatars/x/y', "/avatars/'or'1/x", '/account/receipts/%00', '/%', '/%zz', '/%c0%af'],
  ];
  for (const path of odd) {
    const response = await site.app.request(new Request(site.origin + path, { headers: ours() }));
    const text = await response.text();
    expect(`${path} ${response.status < 500}`).toBe(`${path} true`);
    expect(text).not.toMatch(/root:|BEGIN|"dependencies"|export const/);
  }
});

test('proxies’ own words for a person, a path or an address make nobody an administrator', async () => {
  const guest = site.visitor();
  const lies = {
    'Remote-User': 'root',
    'X-Forwarded-User': 'root',
    'X-Remote-User': 'root',
    'X-Original-URL': '/admin',
  };
  const more = { Authorization: 'Basic cm9vdDpyb290', 'X-Auth-Request-User': 'root', 'X-Rewrite-URL': '/admin' };
  expect((await guest.get('/account', { ...lies, ...more })).status).toBe(303);
  expect((await guest.get('/admin', { ...lies, ...more })).headers.get('Location')).toStartWith('/login');
});
