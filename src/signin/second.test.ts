import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { authenticator } from '../../test/helpers/site/authenticator.ts';
import { testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { addAt, enterWith, optionsAt, sayAt, secondWith } from '../../test/helpers/site/passkeys.ts';
import { confirmAt, openSite, PASSWORD, registerAt, type Visitor } from '../../test/helpers/site/site.ts';
import { ConfigError } from '../config.ts';
import { auditEvents, knownDevices, passkeys, recoveryCodes, sessions, users } from '../db/schema.ts';
import { admit } from '../sessions/admit.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;
let phone: ReturnType<typeof authenticator>;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps({ config: testConfig({ FACELOGIN_SECOND_FACTOR: 'all' }) });
  site = openSite(deps);
  phone = authenticator();
});

/** Registers somebody with a passkey. @returns the browser, signed in. */
async function member(name: string, device = phone): Promise<Visitor> {
  const visitor = site.visitor();
  await registerAt(visitor, name);
  const added = await addAt(visitor, device, { sudo: true });
  if (added.status !== 200) throw new Error(`the passkey was answered ${added.status}`);
  return visitor;
}

/** A browser that has given the right password. */
async function waiting(name = 'anna', { next = '/account/edit', address = '198.51.100.4' } = {}): Promise<Visitor> {
  const visitor = site.visitor({ address });
  const led = await visitor.post('/login', { username: name, password: PASSWORD, next });
  if (led.headers.get('Location') !== '/login/second') throw new Error(`led to ${led.headers.get('Location')}`);
  return visitor;
}

async function codesOf(visitor: Visitor): Promise<string[]> {
  const page = await (await visitor.post('/account/passkeys/codes', { next: '' })).text();
  return [...page.matchAll(/<code>([a-z\d-]+)<\/code>/g)].map(([, code]) => code!);
}

const useCode = (visitor: Visitor, code: string) => visitor.post('/login/second/code', { code });
const userId = async (name: string) => (await deps.db.select().from(users).where(eq(users.usernameKey, name)))[0]!.id;

test('with `all`, a new person sets up a passkey at once, then gets recovery codes and goes on', async () => {
  const visitor = site.visitor();
  await registerAt(visitor, 'anna');
  const led = await visitor.get('/account/edit');
  const setUp = led.headers.get('Location')!;
  const add = (await visitor.get(setUp)).headers.get('Location')!;
  expect(add).toBe('/account/passkeys/add?next=%2Faccount%2Fedit');
  expect(await (await visitor.get(add)).text()).toContain('data-passkey="add"');
  const added = await addAt(visitor, phone, { sudo: true, next: '/account/edit' });
  expect(added).toEqual({ status: 200, next: '/account/passkeys/codes?next=%2Faccount%2Fedit' });
  expect((await visitor.get('/account/edit')).status).toBe(200);
  expect(await codesOf(visitor)).toHaveLength(10);
});

test('the password alone opens no session; the second step does, and leads on', async () => {
  await member('anna');
  const visitor = await waiting();
  expect(visitor.cookies.has('session')).toBe(false);
  expect(visitor.cookies.has('device')).toBe(false);
  expect((await visitor.get('/account')).headers.get('Location')).toStartWith('/login');
  expect(await (await visitor.get('/login/second')).text()).toContain('data-passkey="second"');
  expect(await secondWith(visitor, phone)).toEqual({ status: 200, next: '/account/edit' });
  expect((await visitor.get('/account/edit')).status).toBe(200);
  expect(visitor.cookies.has('pending')).toBe(false);
  const rows = (await deps.db.select().from(sessions)).filter(({ address }) => address === '198.51.100.4');
  expect(rows).toMatchObject([{ method: 'password', secondFactorAt: deps.clock() }]);
});

test('a sign-in by passkey alone needs nothing more', async () => {
  await member('anna');
  const visitor = site.visitor();
  expect(await enterWith(visitor, phone, { next: '/account/edit' })).toEqual({ status: 200, next: '/account/edit' });
  expect((await visitor.get('/account/edit')).status).toBe(200);
});

test('the face needs the second step, too, and a face with a recovery code makes no known device', async () => {
  const anna = await member('anna');
  const [code] = await codesOf(anna);
  const before = (await deps.db.select().from(knownDevices)).length;
  const client = { address: '198.51.100.4', userAgent: '' };
  const byFace = async () => {
    const face = { live: true, device: false };
    const factor = {
      userId: await userId('anna'),
      method: 'face',
      face,
      client,
      next: '/',
      now: deps.clock(),
    } as const;
    const visitor = site.visitor();
    visitor.cookies.set(
      'pending',
      ((await admit(deps.db, deps.config, factor)) as { pendingToken: string }).pendingToken,
    );
    return visitor;
  };
  expect((await useCode(await byFace(), code!)).status).toBe(303);
  expect(await deps.db.select().from(knownDevices)).toHaveLength(before);
  const visitor = await byFace();
  expect(await secondWith(visitor, phone)).toEqual({ status: 200, next: '/' });
  expect(await deps.db.select().from(knownDevices)).toHaveLength(before + 1);
  expect((await deps.db.select().from(sessions)).filter(({ method }) => method === 'face')).toHaveLength(2);
});

test('neither another person’s passkey nor the ceremony of a sign-in by passkey alone finishes a sign-in', async () => {
  await member('anna');
  const stranger = authenticator();
  await member('bob', stranger);
  const visitor = await waiting('anna');
  expect(await secondWith(visitor, stranger)).toEqual({ status: 401, code: 'passkey-refused' });
  const options = await optionsAt(visitor, '/login/passkey/options');
  const answer = phone.get(options);
  expect(await sayAt(visitor, '/login/second/passkey', { answer })).toEqual({ status: 401, code: 'passkey-refused' });
  expect((await secondWith(visitor, phone)).status).toBe(200);
});

test('there is no second step without a first factor, after five minutes, or twice', async () => {
  await member('anna');
  const nobody = site.visitor();
  expect((await nobody.get('/login/second')).headers.get('Location')).toBe('/login');
  expect((await nobody.json('/login/second/options')).status).toBe(401);
  const visitor = await waiting();
  const pending = visitor.cookies.get('pending')!;
  const answer = phone.get(await optionsAt(visitor, '/login/second/options'));
  deps.clock.forward(300_000);
  expect(await sayAt(visitor, '/login/second/passkey', { answer })).toEqual({ status: 401, code: 'sign-in-over' });
  const again = await waiting();
  const token = again.cookies.get('pending')!;
  expect((await secondWith(again, phone)).status).toBe(200);
  for (const spent of [pending, token]) {
    const late = site.visitor();
    late.cookies.set('pending', spent);
    expect((await late.json('/login/second/options')).status).toBe(401);
    expect((await useCode(late, 'x')).status).toBe(401);
  }
});

test('a new password ends the pending sign-ins', async () => {
  const anna = await member('anna');
  const visitor = await waiting();
  await confirmAt(anna);
  expect((await anna.post('/account/password', { password: 'another long password' })).status).toBe(303);
  expect((await anna.get('/account')).status).toBe(200);
  expect((await visitor.json('/login/second/options')).status).toBe(401);
});

test('a recovery code serves once, in any spelling, and the page tells the person', async () => {
  const codes = await codesOf(await member('anna'));
  expect(new Set(codes).size).toBe(10);
  const visitor = await waiting();
  const used = await useCode(visitor, ` ${codes[0]!.toUpperCase().replaceAll('-', ' ')}`);
  const next = used.headers.get('Location')!;
  expect(next).toBe('/account/passkeys?done=code-used&next=%2Faccount%2Fedit');
  const page = await (await visitor.get(next)).text();
  expect(page).toContain('Codes left: 9.');
  expect(page).toContain('href="/account/edit"');
  expect(visitor.cookies.has('device')).toBe(true);
  const again = await waiting();
  expect((await useCode(again, codes[0]!)).status).toBe(422);
  expect(again.cookies.has('session')).toBe(false);
  const events = (await deps.db.select().from(auditEvents)).map(({ kind }) => kind);
  expect(events.filter((kind) => kind === 'recovery-code-used')).toHaveLength(1);
  const stored = JSON.stringify(await deps.db.select().from(recoveryCodes));
  for (const code of codes) expect(stored).not.toContain(code.replaceAll('-', ''));
});

test('another person’s code, an old code, and a code without the first factor are worthless', async () => {
  const anna = await member('anna');
  const old = await codesOf(anna);
  const renewed = await codesOf(anna);
  const bobs = await codesOf(await member('bob', authenticator()));
  const visitor = await waiting('anna');
  for (const code of [old[0]!, bobs[0]!, '', '\u0000', 'x'.repeat(10_000)]) {
    expect((await useCode(visitor, code)).status).toBe(422);
  }
  expect((await useCode(site.visitor(), renewed[0]!)).status).toBe(401);
  // Five in a row were wrong, so the next try has to wait.
  expect((await useCode(visitor, renewed[0]!)).status).toBe(429);
  deps.clock.forward(30_000);
  expect((await useCode(visitor, renewed[0]!)).status).toBe(303);
});

test('guessing codes is throttled, and the owner’s known device does not wait', async () => {
  const anna = await member('anna');
  const [code] = await codesOf(anna);
  const thief = await waiting();
  for (let i = 0; i < 6; i++) await useCode(thief, 'wrong');
  const slowed = await useCode(thief, code!);
  expect(slowed.status).toBe(429);
  expect(slowed.headers.get('Retry-After')).toBe('30');
  await anna.post('/logout');
  expect((await anna.post('/login', { username: 'anna', password: PASSWORD })).headers.get('Location')).toBe(
    '/login/second',
  );
  expect((await secondWith(anna, phone)).status).toBe(200);
});

test('two simultaneous requests with one code open one session', async () => {
  const [code] = await codesOf(await member('anna'));
  const visitors = [await waiting(), await waiting()];
  const answers = await Promise.all(visitors.map((visitor) => useCode(visitor, code!)));
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
});

test('nobody can remove a last passkey that is demanded; otherwise the codes go with it', async () => {
  const anna = await member('anna');
  await codesOf(anna);
  expect((await anna.post('/account/passkeys/remove', { id: phone.id })).status).toBe(409);
  expect(await deps.db.select().from(passkeys)).toHaveLength(1);
  const relaxed = openSite({ ...deps, config: testConfig({ FACELOGIN_SECOND_FACTOR: 'face' }) }).visitor();
  for (const [name, value] of anna.cookies) relaxed.cookies.set(name, value);
  expect((await relaxed.post('/account/passkeys/remove', { id: phone.id })).status).toBe(303);
  expect(await deps.db.select().from(passkeys)).toEqual([]);
  expect(await deps.db.select().from(recoveryCodes)).toEqual([]);
});

test('a recovery code helps to replace a lost passkey', async () => {
  const [code] = await codesOf(await member('anna'));
  const visitor = await waiting();
  await useCode(visitor, code!);
  const fresh = authenticator();
  expect((await addAt(visitor, fresh)).status).toBe(200);
  expect((await visitor.post('/account/passkeys/remove', { id: phone.id })).status).toBe(303);
  expect((await secondWith(await waiting(), fresh)).status).toBe(200);
});

test('the settings refuse a second factor for an IP address: no browser keeps a passkey for it', () => {
  for (const url of ['http://127.0.0.1:3000', 'https://[::1]', 'https://192.0.2.7']) {
    const env = { FACELOGIN_PUBLIC_URL: url };
    expect(() => testConfig({ ...env, FACELOGIN_SECOND_FACTOR: 'all' })).toThrow(ConfigError);
    expect(testConfig(env).secondFactor).toBe('off');
  }
});
