import { beforeEach, describe, expect, test } from 'bun:test';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { userNamed } from '../../test/helpers/site/admin.ts';
import { type TestClock, testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { addApp, FACE, FETCHES, openGateway, PHOTOS } from '../../test/helpers/site/gateway.ts';
import { PASSWORD } from '../../test/helpers/site/site.ts';
import { addGroup, addMembers } from '../applications/groups.store.ts';
import { auditEvents, profiles, users } from '../db/schema.ts';
import type { Deps } from '../deps.ts';

let deps: Deps & { clock: TestClock };
let site: ReturnType<typeof openGateway>;
/** What is remembered for half a second is forgotten. */
const later = () => deps.clock.forward(600);

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps({ config: testConfig({ FACELOGIN_PUBLIC_URL: FACE }) });
  site = openGateway(deps);
});

const visitor = (username = 'ana', path = '/') => site.visitor(username, path);
const identity = (response: Response) =>
  Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('remote-')));

describe('the way to an application', () => {
  test('leads a guest to the sign-in, and then back to the path that was asked for', async () => {
    await addApp(deps.db);
    const browser = site.browser();
    const { landed } = await browser.open(PHOTOS, '/album/1?sort=new');
    const url = new URL(landed!);
    expect([url.origin, url.pathname]).toEqual([FACE, '/login']);
    await browser.face.post('/register', { username: 'ana', password: PASSWORD, display_name: 'Ana' });
    const answer = await browser.face.get(url.searchParams.get('next')!);
    const back = await browser.at(PHOTOS, answer.headers.get('Location')!.slice(PHOTOS.length));
    expect(back.headers.get('Location')).toBe(`${PHOTOS}/album/1?sort=new`);
    expect((await browser.check(PHOTOS, '/album/1')).status).toBe(200);
  });

  test('asks nothing of somebody who is signed in at FaceLogin already', async () => {
    await addApp(deps.db);
    const browser = await visitor('ana', '/album/1');
    const answer = await browser.check(PHOTOS, '/album/1');
    expect(answer.status).toBe(200);
    const kinds = await deps.db.select({ kind: auditEvents.kind, detail: auditEvents.detail }).from(auditEvents);
    expect(kinds).toContainEqual({ kind: 'application-opened', detail: { application: 'photos' } });
  });

  test('sets cookies for the one host of the application', async () => {
    await addApp(deps.db);
    const browser = await visitor();
    expect(browser.cookiesAt(PHOTOS)).toMatch(/__Host-facelogin=[\w-]{43}/);
    const start = await site.browser().at(PHOTOS, '/.facelogin/start?to=/');
    expect(start.headers.getSetCookie()[0]).toMatch(
      /^__Host-facelogin-start=[\w-]{43}; Max-Age=1800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  test('goes by a page after a form, since browsers follow no redirect of a form to another host', async () => {
    await addApp(deps.db);
    const browser = await site.signedIn('ana');
    const start = await browser.at(PHOTOS, '/.facelogin/start?to=/');
    const href = start.headers.get('Location')!.slice(FACE.length);
    const answer = await browser.face.get(href, { 'Sec-Fetch-Site': 'same-origin' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Refresh')).toStartWith(`0;url=${PHOTOS}/.facelogin/callback?ticket=`);
    expect(await answer.text()).toContain(`href="${PHOTOS}/.facelogin/callback?ticket=`);
  });

  test('works on localhost without https', async () => {
    const local = 'http://localhost:8080';
    await addApp(deps.db, { origins: [local] });
    const browser = await site.signedIn('ana');
    expect(await browser.open(local, '/x')).toEqual({ landed: `${local}/x` });
    expect(browser.cookiesAt(local)).toMatch(/(^|; )facelogin=/);
    expect((await browser.check(local, '/x')).status).toBe(200);
  });

  test('keeps the path where the query is too long for the sign-in page', async () => {
    await addApp(deps.db);
    const browser = await site.signedIn('ana');
    expect(await browser.open(PHOTOS, `/album?${'x'.repeat(2_000)}`)).toEqual({ landed: `${PHOTOS}/album` });
  });
});

describe('who is not signed in', () => {
  beforeEach(() => addApp(deps.db));

  test('is redirected where a browser opens a page', async () => {
    const browser = site.browser();
    for (const [method, status] of [
      ['GET', 302],
      ['HEAD', 302],
      ['POST', 303],
    ] as const) {
      const answer = await browser.check(PHOTOS, '/a?b=1', { method });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('Location')).toBe(`${PHOTOS}/.facelogin/start?to=%2Fa%3Fb%3D1`);
      expect(answer.headers.get('Strict-Transport-Security')).toBeNull();
    }
  });

  test('gets a 401 with the address of the sign-in anywhere else', async () => {
    const browser = site.browser();
    const headers = { ...FETCHES, Referer: `${PHOTOS}/album?x=1` };
    const answer = await browser.check(PHOTOS, '/api/list', { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('Location')).toBeNull();
    expect(answer.headers.get('X-FaceLogin-Sign-In')).toBe(`${PHOTOS}/.facelogin/start?to=%2Falbum%3Fx%3D1`);
    const foreign = { ...FETCHES, Referer: 'https://evil.example/x' };
    const other = await browser.check(PHOTOS, '/api/list', { headers: foreign });
    expect(other.headers.get('X-FaceLogin-Sign-In')).toBe(`${PHOTOS}/.facelogin/start?to=%2F`);
  });

  test.each([
    ['an old browser', { Accept: 'text/html,*/*' }, 302],
    ['an old browser’s script', { Accept: 'text/html', 'X-Requested-With': 'XMLHttpRequest' }, 401],
    ['a program', { Accept: '*/*' }, 401],
    ['a WebSocket', { Accept: '*/*', 'Sec-Fetch-Mode': 'websocket', Upgrade: 'websocket' }, 401],
    ['a picture', { Accept: 'text/html', 'Sec-Fetch-Mode': 'no-cors' }, 401],
  ] as const)('%s is told apart', async (_, headers, status) => {
    const asked = {
      ...{ 'X-Forwarded-Method': 'GET', 'X-Forwarded-Uri': '/' },
      ...{ 'X-Forwarded-Host': 'photos.example.com', 'X-Forwarded-Proto': 'https' },
    };
    expect((await site.request('/gateway/forward-auth', { headers: { ...asked, ...headers } })).status).toBe(status);
  });

  test('gets a 401 at nginx, with Location for a page alone', async () => {
    const browser = site.browser();
    const page = await browser.checkNginx(PHOTOS, '/a');
    expect([page.status, page.headers.get('Location')]).toEqual([401, `${PHOTOS}/.facelogin/start?to=%2Fa`]);
    const script = await browser.checkNginx(PHOTOS, '/a', { headers: FETCHES });
    expect([script.status, script.headers.get('Location')]).toEqual([401, null]);
    expect(script.headers.get('X-FaceLogin-Sign-In')).toBe(`${PHOTOS}/.facelogin/start?to=%2F`);
  });

  test('may be asked about with any method', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'REPORT']) {
      const headers = { 'X-Original-Method': method, 'X-Original-URL': `${PHOTOS}/`, ...FETCHES };
      expect((await site.request('/gateway/auth-request', { method, headers })).status).toBe(401);
    }
  });
});

describe('an allowed request', () => {
  test('carries every identity header', async () => {
    await addApp(deps.db);
    const browser = await visitor();
    const { id } = await userNamed('ana');
    await deps.db
      .insert(profiles)
      .values({ userId: id, email: 'ana@example.org' })
      .onConflictDoUpdate({
        target: profiles.userId,
        set: { email: 'ana@example.org' },
      });
    await deps.db.update(users).set({ displayName: 'Ána, 100 %' });
    for (const name of ['cooks', 'the, others', '编辑']) {
      await addMembers(deps.db, (await addGroup(deps.db, name, new Date()))!, [id]);
    }
    later();
    const expected = {
      'remote-user': 'ana',
      'remote-name': '%C3%81na, 100 %25',
      'remote-email': 'ana@example.org',
      'remote-groups': 'cooks,the%2C others,%E7%BC%96%E8%BE%91',
      'remote-sub': id,
    };
    expect(identity(await browser.check(PHOTOS, '/'))).toEqual(expected);
    expect(identity(await browser.checkNginx(PHOTOS, '/'))).toEqual(expected);
  });

  test('has empty identity headers where there is nothing to say', async () => {
    await addApp(deps.db, { rules: [{ match: 'exact', path: '/health', open: true }] });
    const empty = {
      ...{ 'remote-user': '', 'remote-name': '', 'remote-email': '', 'remote-groups': '', 'remote-sub': '' },
    };
    const open = await site.browser().check(PHOTOS, '/health?x', { headers: FETCHES });
    expect([open.status, identity(open)]).toEqual([200, empty]);
    const browser = await visitor();
    expect(identity(await browser.check(PHOTOS, '/'))).toMatchObject({ 'remote-email': '', 'remote-groups': '' });
  });

  test('writes nothing, and asks the database once in half a second', async () => {
    await addApp(deps.db);
    const browser = await visitor();
    const used: string[] = [];
    const db = new Proxy(deps.db, {
      get(target, property: keyof Deps['db']) {
        used.push(property);
        return typeof target[property] === 'function' ? target[property].bind(target) : target[property];
      },
    });
    const counted = openGateway({ ...deps, db }).browser();
    const headers = { Cookie: browser.cookiesAt(PHOTOS) };
    expect((await counted.check(PHOTOS, '/', { headers })).status).toBe(200);
    // The applications, and the session of the cookie with all that the decision needs.
    expect(used.filter((name) => /select|insert|update|delete|execute|transaction/.test(name))).toEqual([
      'select',
      'select',
    ]);
    used.length = 0;
    expect((await counted.check(PHOTOS, '/other', { headers })).status).toBe(200);
    expect(used).toEqual([]);
  });
});
