import { expect, test } from 'bun:test';
import { Hono } from 'hono';
import type { Env } from './env.ts';
import { FORM_BYTES, type Needs, needs, needsOf, needsOfRoutes } from './needs.ts';

/** Answers with what the middleware found before the route ran. */
function site(routes: Hono<Env>) {
  return new Hono<Env>()
    .use(async (c, next) => {
      const found = needsOf(c);
      await next();
      c.res = Response.json(found, { status: c.res.status });
    })
    .route('/', routes);
}
const ok = () => new Response('ok');
const SAFE: Needs = {
  body: FORM_BYTES,
  deadline: 12_000,
  quiet: false,
  plainHttp: false,
  anyOwner: false,
  csrf: 'browser',
  session: 'none',
};
const ask = async (routes: Hono<Env>, path: string, method = 'POST') =>
  (await site(routes).request(path, { method })).json();

test('an address without a declaration has the safe needs, and so has one that is not there', async () => {
  const routes = new Hono<Env>().post('/plain', ok);
  expect(await ask(routes, '/plain')).toEqual(SAFE);
  expect(await ask(routes, '/nowhere')).toEqual(SAFE);
});

test('a declaration holds for its own method and address alone', async () => {
  const routes = new Hono<Env>()
    .get('/clip', ok)
    .post('/clip', needs({ body: 5, deadline: 7, session: 'sudo' }), ok)
    .post('/clip/other', ok);
  expect(await ask(routes, '/clip')).toEqual({ ...SAFE, body: 5, deadline: 7, session: 'sudo' });
  expect(await ask(routes, '/clip', 'GET')).toEqual(SAFE);
  expect(await ask(routes, '/clip/other')).toEqual(SAFE);
});

test('of two patterns that match, the needs of the one that answers count', async () => {
  const routes = new Hono<Env>()
    .post('/people/:id/link', needs({ quiet: true }), ok)
    .post('/people/:id/:act', needs({ body: 5 }), ok);
  expect(await ask(routes, '/people/a/link')).toEqual({ ...SAFE, quiet: true });
  expect(await ask(routes, '/people/a/end')).toEqual({ ...SAFE, body: 5 });
});

test('many addresses share a declaration, and one of them can declare otherwise', async () => {
  const routes = new Hono<Env>()
    .use('/machines/*', needs({ csrf: 'machine', quiet: true }))
    .post('/machines/a', ok)
    .post('/machines/b', needs({ quiet: false }), ok);
  expect(await ask(routes, '/machines/a')).toEqual({ ...SAFE, csrf: 'machine', quiet: true });
  expect(await ask(routes, '/machines/b')).toEqual({ ...SAFE, csrf: 'machine' });
  expect(needsOfRoutes(routes.routes.filter(({ path }) => path === '/machines/b'))).toEqual(SAFE);
});

test('a declaration that the middleware cannot see fails rather than guard nothing', async () => {
  const hidden = new Hono<Env>().post('/hidden', needs({ session: 'sudo' }), ok);
  hidden.onError((_, c) => c.text('failed', 500));
  expect((await site(hidden).request('/hidden', { method: 'POST' })).status).toBe(500);
});
