import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { testDeps } from '../../test/helpers/site/deps.ts';
import { confirmAt, openSite, PASSWORD, registerAt, type Visitor } from '../../test/helpers/site/site.ts';
import { users } from '../db/schema.ts';
import { createSession } from './sessions.store.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let anna: Visitor;
let site: ReturnType<typeof openSite>;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  site = openSite(deps);
  anna = site.visitor();
  await registerAt(anna, 'anna');
});

const gated = ['/account/password', '/account/delete'];

test.each(gated)('%s leads to the password and back, and then stays open for five minutes', async (path) => {
  const led = await anna.get(path);
  expect(led.status).toBe(303);
  expect(led.headers.get('Location')).toBe(`/account/confirm?next=${encodeURIComponent(path)}`);
  const given = await anna.post('/account/confirm', { password: PASSWORD, next: path });
  expect(given.headers.get('Location')).toBe(path);
  deps.clock.forward(5 * 60_000 - 1);
  expect((await anna.get(path)).status).toBe(200);
  deps.clock.forward(1);
  expect((await anna.get(path)).status).toBe(303);
});

test.each(gated)('%s refuses a post without the password and links to the password page', async (path) => {
  const referer = `http://localhost:3000${path}`;
  const refused = await anna.post(path, { password: 'another long password' }, { Referer: referer });
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain(`href="/account/confirm?next=${encodeURIComponent(path)}"`);
  expect((await anna.get('/account')).status).toBe(200);
  expect((await site.visitor().post('/login', { username: 'anna', password: PASSWORD })).status).toBe(303);
});

test('a request of htmx for a fragment sends the whole page to the password', async () => {
  const headers = { 'HX-Request': 'true', 'HX-Current-URL': 'http://localhost:3000/account?x=1' };
  const refused = await anna.get('/account/password', headers);
  expect(refused.status).toBe(403);
  expect(refused.headers.get('HX-Redirect')).toBe('/account/confirm?next=%2Faccount%3Fx%3D1');
});

test('a session from a face needs the password, too', async () => {
  const [user] = await deps.db.select().from(users).where(eq(users.username, 'anna'));
  const byFace = {
    userId: user!.id,
    method: 'face' as const,
    userAgent: '',
    address: '',
    now: deps.clock(),
    proofs: [],
  };
  const visitor = site.visitor();
  visitor.cookies.set('session', await createSession(deps.db, byFace));
  expect((await visitor.get('/account/password')).status).toBe(303);
  await confirmAt(visitor);
  expect((await visitor.get('/account/password')).status).toBe(200);
});

test('the password counts in its own session alone', async () => {
  await confirmAt(anna);
  const other = site.visitor();
  await other.post('/login', { username: 'anna', password: PASSWORD });
  expect((await other.get('/account/password')).status).toBe(303);
});

test('a wrong password opens nothing, and guessing is throttled with the wait on the page', async () => {
  for (let i = 0; i < 5; i++) {
    const wrong = await anna.post('/account/confirm', { password: 'wrong password', next: '/account/delete' });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('That is not your password');
  }
  const slowed = await anna.post('/account/confirm', { password: PASSWORD, next: '/account/delete' });
  expect(slowed.status).toBe(429);
  expect(slowed.headers.get('Retry-After')).toBe('30');
  const text = await slowed.text();
  expect(text).toContain('Wait 30 seconds');
  expect(text).toContain('name="next" value="/account/delete"');
  expect((await anna.get('/account/delete')).status).toBe(303);
});

test('the way back is a path of this site', async () => {
  const given = await anna.post('/account/confirm', { password: PASSWORD, next: 'https://evil.example/' });
  expect(given.headers.get('Location')).toBe('/account');
});

test('without a session there is nothing to confirm', async () => {
  const stranger = site.visitor();
  expect((await stranger.get('/account/confirm')).headers.get('Location')).toStartWith('/login?');
  expect((await stranger.post('/account/confirm', { password: PASSWORD })).status).toBe(401);
  expect((await stranger.get('/account/password')).headers.get('Location')).toStartWith('/login?');
});

test('each password gives the session another id, and the former id is worthless', async () => {
  const before = anna.cookies.get('session')!;
  await confirmAt(anna);
  expect(anna.cookies.get('session')).not.toBe(before);
  const thief = site.visitor();
  thief.cookies.set('session', before);
  expect((await thief.get('/account')).status).toBe(303);
  expect((await anna.get('/account/password')).status).toBe(200);
});

test('signing out makes the browser clear its cache of this site', async () => {
  expect((await anna.post('/logout')).headers.get('Clear-Site-Data')).toBe('"cache"');
});

test('of simultaneous passwords none fails: a late one is asked to sign in', async () => {
  const twice = () => anna.post('/account/confirm', { password: PASSWORD, next: '/account' });
  const statuses = (await Promise.all([twice(), twice(), twice(), twice()])).map(({ status }) => status);
  expect(statuses.filter((status) => status !== 303 && status !== 401)).toEqual([]);
  expect(statuses).toContain(303);
});
