import { beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { userNamed } from '../../test/helpers/site/admin.ts';
import { type TestClock, testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { addApp, FACE, FETCHES, type GatewayBrowser, openGateway, PHOTOS } from '../../test/helpers/site/gateway.ts';
import { confirmAt, PASSWORD } from '../../test/helpers/site/site.ts';
import { addGroup, addMembers } from '../applications/groups.store.ts';
import { hashToken } from '../crypto/tokens.ts';
import { applicationSessions, applications, auditEvents, groupMembers, sessions, users } from '../db/schema.ts';
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

describe('a session at an application', () => {
  beforeEach(() => addApp(deps.db));
  const status = async (browser: GatewayBrowser) => (await browser.check(PHOTOS, '/', { headers: FETCHES })).status;

  test('ends with a sign-out at FaceLogin', async () => {
    const browser = await visitor();
    await browser.face.post('/logout');
    later();
    expect(await status(browser)).toBe(401);
    expect(await deps.db.select().from(applicationSessions)).toEqual([]);
  });

  test('ends when the account is disabled', async () => {
    const browser = await visitor();
    await deps.db.update(users).set({ disabledAt: new Date() });
    later();
    expect(await status(browser)).toBe(401);
  });

  test('ends at a second server on the same database, too, whatever ended it at the first', async () => {
    const second = openGateway(deps);
    const { host } = new URL(PHOTOS);
    const atSecond = async (browser: GatewayBrowser) => {
      const proxied = { 'X-Forwarded-Host': host, 'X-Forwarded-Proto': 'https', 'X-Forwarded-Uri': '/' };
      const headers = { ...FETCHES, ...proxied, 'X-Forwarded-Method': 'GET', Cookie: browser.cookiesAt(PHOTOS) };
      return (await second.request('/gateway/forward-auth', { headers })).status;
    };
    const [leaves, disabled] = [await visitor('ana'), await visitor('ben')];
    expect([await atSecond(leaves), await atSecond(disabled)]).toEqual([200, 200]);
    await leaves.face.post('/logout');
    await deps.db.update(users).set({ disabledAt: new Date() }).where(eq(users.username, 'ben'));
    later();
    expect([await atSecond(leaves), await atSecond(disabled)]).toEqual([401, 401]);
  });

  test('ends in other browsers when the password is changed', async () => {
    const browser = await visitor();
    const other = site.browser();
    await other.face.post('/login', { username: 'ana', password: PASSWORD });
    await confirmAt(other.face);
    expect((await other.face.post('/account/password', { password: 'eight small stones' })).status).toBe(303);
    later();
    expect(await status(browser)).toBe(401);
  });

  test('ends when the session of FaceLogin expires', async () => {
    const browser = await visitor();
    deps.clock.forward(31 * 86_400_000);
    expect(await status(browser)).toBe(401);
  });

  test('is refused when the person may not use the application any more', async () => {
    const browser = await visitor();
    const { id } = await userNamed('ana');
    const groupId = (await addGroup(deps.db, 'cooks', new Date()))!;
    await addMembers(deps.db, groupId, [id]);
    await deps.db.update(applications).set({ audience: 'chosen' });
    later();
    const refused = await browser.check(PHOTOS, '/');
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('This application is not for you');
    const trail = await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'application-refused'));
    expect(trail.map(({ userId, detail }) => ({ userId, detail }))).toEqual([
      { userId: id, detail: { application: 'photos', why: 'not-for-person' } },
    ]);
    await browser.check(PHOTOS, '/again');
    expect(await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'application-refused'))).toHaveLength(1);
  });

  test('follows the membership of a group', async () => {
    await truncateAll();
    const groupId = (await addGroup(deps.db, 'cooks', new Date()))!;
    later();
    await addApp(deps.db, { audience: 'chosen', groups: [groupId] });
    const browser = await site.signedIn('bob');
    await addMembers(deps.db, groupId, [(await userNamed('bob')).id]);
    later();
    expect(await browser.open(PHOTOS)).toEqual({ landed: `${PHOTOS}/` });
    await deps.db.delete(groupMembers);
    later();
    expect(await status(browser)).toBe(403);
  });

  test('is refused while the application is off', async () => {
    const browser = await visitor();
    await deps.db.update(applications).set({ enabled: false });
    later();
    expect(await status(browser)).toBe(403);
    expect(await (await browser.check(PHOTOS, '/')).text()).toContain('Photos is switched off');
  });

  test('counts no more where a second factor is demanded since', async () => {
    const browser = await visitor();
    const strict = openGateway({
      ...deps,
      config: testConfig({ FACELOGIN_PUBLIC_URL: FACE, FACELOGIN_SECOND_FACTOR: 'all' }),
    });
    const headers = { ...FETCHES, Cookie: browser.cookiesAt(PHOTOS) };
    expect((await strict.browser().check(PHOTOS, '/', { headers })).status).toBe(401);
  });

  test('survives a new id of the session of FaceLogin', async () => {
    const browser = await visitor();
    await deps.db.update(sessions).set({ idHash: hashToken('another') });
    later();
    expect(await status(browser)).toBe(200);
  });
});

describe('step-up', () => {
  test('a path whose policy is not met leads to the missing step, and back', async () => {
    const strict = { ways: ['password' as const], maxAge: 5 };
    await addApp(deps.db, { rules: [{ match: 'prefix', path: '/admin', open: false, policy: strict }] });
    const browser = await visitor();
    expect((await browser.check(PHOTOS, '/admin/x')).status).toBe(200);
    deps.clock.forward(6 * 60_000);
    expect((await browser.check(PHOTOS, '/')).status).toBe(200);
    expect((await browser.check(PHOTOS, '/admin/x', { headers: FETCHES })).status).toBe(401);
    const { landed } = await browser.open(PHOTOS, '/admin/x');
    const url = new URL(landed!);
    expect([url.origin, url.pathname]).toEqual([FACE, '/step-up']);
    expect(url.searchParams.get('need')).toBe('password');
    expect(url.searchParams.get('app')).toBe('photos');
    expect(url.searchParams.get('next')).toStartWith('/gateway/open?app=photos');
    await browser.face.post('/login', { username: 'ana', password: PASSWORD });
    expect(await browser.open(PHOTOS, '/admin/x')).toEqual({ landed: `${PHOTOS}/admin/x` });
    expect((await browser.check(PHOTOS, '/admin/x')).status).toBe(200);
  });
});

describe('signing out at an application', () => {
  beforeEach(() => addApp(deps.db));

  test('asks first, and ends the session of FaceLogin and of every application', async () => {
    await addApp(deps.db, { slug: 'wiki', name: 'Wiki', origins: ['https://wiki.example.net'] });
    const browser = await visitor();
    await browser.open('https://wiki.example.net');
    const page = await browser.at(PHOTOS, '/.facelogin/logout');
    expect(await page.text()).toContain('action="/.facelogin/logout"');
    expect(await deps.db.select().from(applicationSessions)).toHaveLength(2);
    const headers = { 'Sec-Fetch-Site': 'same-origin' };
    const answer = await browser.at(PHOTOS, '/.facelogin/logout', { method: 'POST', headers });
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, `${PHOTOS}/.facelogin/logout?done=1`]);
    expect(browser.cookiesAt(PHOTOS)).toBe('');
    expect(await deps.db.select().from(sessions)).toEqual([]);
    expect((await browser.face.get('/account')).status).toBe(303);
    expect(await (await browser.at(PHOTOS, '/.facelogin/logout?done=1')).text()).toContain('You are signed out');
  });

  test.each([
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site', Origin: PHOTOS },
    { Origin: 'https://evil.example' },
    {},
  ] as Record<string, string>[])('is not done for %p', async (headers) => {
    const browser = await visitor();
    expect((await browser.at(PHOTOS, '/.facelogin/logout', { method: 'POST', headers })).status).toBe(403);
    expect(await deps.db.select().from(sessions)).toHaveLength(1);
  });
});
