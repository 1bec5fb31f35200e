import { beforeEach, expect, test } from 'bun:test';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { confirmAt, openSite, PASSWORD, registerAt, type Visitor } from '../../test/helpers/site/site.ts';
import { hashToken } from '../crypto/tokens.ts';
import { auditEvents, knownDevices, sessions, users } from '../db/schema.ts';

const LAPTOP = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1';

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;
let anna: Visitor;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  site = openSite(deps);
  anna = site.visitor({ userAgent: LAPTOP });
  await registerAt(anna, 'anna');
});

function signIn(visitor: Visitor): Promise<Response> {
  return visitor.post('/login', { username: 'anna', password: PASSWORD });
}

/** Anna on her phone, an hour later. */
async function phone(): Promise<Visitor> {
  deps.clock.forward(3_600_000);
  const visitor = site.visitor({ userAgent: PHONE, address: '203.0.113.9' });
  await signIn(visitor);
  return visitor;
}

const isIn = async (visitor: Visitor) => (await visitor.get('/account')).status === 200;
const sessionOf = (visitor: Visitor) => hashToken(visitor.cookies.get('session')!);
const deviceOf = (visitor: Visitor) => hashToken(visitor.cookies.get('device')!);

test('the page shows browser, address, way and times of each session and each known device', async () => {
  await phone();
  const html = await (await anna.get('/account/sessions')).text();
  for (const text of ['Firefox, Windows', 'Safari, iPhone', '192.0.2.1', '203.0.113.9', 'By password', 'This one']) {
    expect(html).toContain(text);
  }
  expect(html.match(/>Forget</g)).toHaveLength(2);
  expect(html).not.toContain(anna.cookies.get('session')!);
  expect(html).not.toContain(anna.cookies.get('device')!);
});

test('ending one session leaves the others open', async () => {
  const mobile = await phone();
  const ended = await anna.post('/account/sessions/end', { which: sessionOf(mobile) });
  expect(ended.headers.get('Location')).toBe('/account/sessions?done=one');
  expect([await isIn(anna), await isIn(mobile)]).toEqual([true, false]);
});

test('ending the own session leads to the front page', async () => {
  const ended = await anna.post('/account/sessions/end', { which: sessionOf(anna) });
  expect(ended.headers.get('Location')).toBe('/');
  expect(anna.cookies.has('session')).toBe(false);
});

test('signing out elsewhere spares this session; signing out everywhere spares none', async () => {
  const mobile = await phone();
  await anna.post('/account/sessions/end', { which: 'others' });
  expect([await isIn(anna), await isIn(mobile)]).toEqual([true, false]);
  await signIn(mobile);
  await anna.post('/account/sessions/end', { which: 'all' });
  expect(await deps.db.select().from(sessions)).toEqual([]);
  const kinds = (await deps.db.select().from(auditEvents)).flatMap(({ kind, detail }) => detail.which ?? kind);
  expect(kinds).toEqual(['registered', 'signed-in', 'others', 'signed-in', 'all']);
});

test("nobody can end another person's session or forget their device", async () => {
  const eve = site.visitor();
  await registerAt(eve, 'eve');
  await eve.post('/account/sessions/end', { which: sessionOf(anna) });
  await eve.post('/account/devices/forget', { which: deviceOf(anna) });
  expect(await isIn(anna)).toBe(true);
  expect(await deps.db.select().from(knownDevices)).toHaveLength(2);
});

test.each(['', 'everything', 'a'.repeat(63), 'x\u0000y'])('the form value %j is refused', async (which) => {
  for (const path of ['/account/sessions/end', '/account/devices/forget']) {
    expect((await anna.post(path, { which })).status).toBe(400);
  }
  expect(await isIn(anna)).toBe(true);
});

test('a forgotten device is throttled like any other, until the password makes it known again', async () => {
  const stranger = site.visitor({ address: '198.51.100.7' });
  for (let i = 0; i < 6; i++) await stranger.post('/login', { username: 'anna', password: 'wrong password' });
  expect((await signIn(anna)).status).toBe(303);
  await anna.post('/account/devices/forget', { which: deviceOf(anna) });
  expect((await signIn(anna)).status).toBe(429);
  deps.clock.forward(31_000);
  expect((await signIn(anna)).status).toBe(303);
  expect(await deps.db.select().from(knownDevices)).toMatchObject([{ userAgent: LAPTOP, address: '192.0.2.1' }]);
});

test('one request forgets all devices', async () => {
  await phone();
  await anna.post('/account/devices/forget', { which: 'all' });
  expect(await deps.db.select().from(knownDevices)).toEqual([]);
  expect(await (await anna.get('/account/sessions?done=forgotten')).text()).toContain('None yet.');
});

test('a sign-in does not keep a planted session id', async () => {
  const victim = site.visitor();
  victim.cookies.set('session', 'planted-by-somebody-else');
  await signIn(victim);
  expect(victim.cookies.get('session')).not.toBe('planted-by-somebody-else');
  const planted = site.visitor();
  planted.cookies.set('session', 'planted-by-somebody-else');
  expect(await isIn(planted)).toBe(false);
});

test("a sign-in ends another person's session in the browser and keeps nothing of it", async () => {
  const eve = site.visitor();
  await registerAt(eve, 'eve');
  const planted = eve.cookies.get('session')!;
  const victim = site.visitor();
  victim.cookies.set('session', planted);
  await signIn(victim);
  expect(victim.cookies.get('session')).not.toBe(planted);
  expect(await isIn(eve)).toBe(false);
});

test('every sign-in and every new password give a new id, and the former id is worthless', async () => {
  const seen = [anna.cookies.get('session')!];
  for (let i = 0; i < 2; i++) {
    await signIn(anna);
    seen.push(anna.cookies.get('session')!);
  }
  await confirmAt(anna);
  expect((await anna.post('/account/password', { password: 'another long password' })).status).toBe(303);
  seen.push(anna.cookies.get('session')!);
  expect(new Set(seen).size).toBe(seen.length);
  for (const old of seen.slice(0, -1)) {
    const thief = site.visitor();
    thief.cookies.set('session', old);
    expect(await isIn(thief)).toBe(false);
  }
  expect(await isIn(anna)).toBe(true);
});

test('the account notes its last sign-in', async () => {
  deps.clock.forward(60_000);
  await signIn(anna);
  expect((await deps.db.select().from(users))[0]!.lastSignInAt).toEqual(deps.clock());
});

test('no script can read the cookies of a sign-in, and they are bound to this host and to https', async () => {
  const https = openSite({ ...deps, config: testConfig({ FACELOGIN_PUBLIC_URL: 'https://face.example.org' }) });
  const form = { username: 'bertha', password: PASSWORD, display_name: '' };
  const lines = (await https.visitor().post('/register', form)).headers.getSetCookie();
  expect(lines.map((line) => line.split('=')[0]).sort()).toEqual(['__Host-device', '__Host-session']);
  for (const line of lines) {
    const flags = line.split('; ').slice(1);
    for (const flag of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) expect(flags).toContain(flag);
    expect(line).not.toContain('Domain=');
  }
});
