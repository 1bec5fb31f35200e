import { beforeEach, expect, test } from 'bun:test';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { authenticator } from '../../test/helpers/site/authenticator.ts';
import { testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { addAt, enterWith, optionsAt, sayAt } from '../../test/helpers/site/passkeys.ts';
import { openSite, registerAt, type Visitor } from '../../test/helpers/site/site.ts';
import { auditEvents, knownDevices, passkeyChallenges, passkeys, sessions, users } from '../db/schema.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;
let anna: Visitor;
let phone: ReturnType<typeof authenticator>;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  site = openSite(deps);
  anna = site.visitor();
  await registerAt(anna, 'anna');
  phone = authenticator();
});

const kinds = async () => (await deps.db.select().from(auditEvents)).map(({ kind }) => kind);
const refused = { status: 401, code: 'passkey-refused' };
const invalid = { status: 422, code: 'passkey-invalid' };

test('a passkey is added behind the password, listed by its name, and signs in elsewhere', async () => {
  expect((await anna.json('/account/passkeys/options')).status).toBe(403);
  expect((await anna.get('/account/passkeys/add')).headers.get('Location')).toStartWith('/account/confirm');
  expect(await addAt(anna, phone)).toEqual({ status: 200, next: '/account' });
  expect(await (await anna.get('/account/passkeys')).text()).toContain('Phone');
  const elsewhere = site.visitor({ address: '198.51.100.4' });
  expect(await enterWith(elsewhere, phone, { next: '/account/edit' })).toEqual({ status: 200, next: '/account/edit' });
  expect((await elsewhere.get('/account')).status).toBe(200);
  const opened = (await deps.db.select().from(sessions)).filter(({ method }) => method === 'passkey');
  expect(opened).toMatchObject([{ secondFactorAt: deps.clock() }]);
  expect(await kinds()).toEqual(['registered', 'passkey-added', 'signed-in']);
});

test('what the browser is asked binds it to the configured site, its owner verified and no attestation', async () => {
  await addAt(anna, phone);
  const asked = await anna.json('/account/passkeys/options', {}, { Host: 'evil.example' });
  const options = (await asked.json()) as { user: { id: string } };
  expect(options).toMatchObject({
    rp: { id: 'localhost' },
    attestation: 'none',
    authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' },
    excludeCredentials: [{ id: phone.id }],
    pubKeyCredParams: [{ alg: -8 }, { alg: -7 }, { alg: -257 }],
  });
  const [user] = await deps.db.select().from(users);
  expect(Buffer.from(options.user.id, 'base64url').toString('hex')).toBe(user!.id.replaceAll('-', ''));
  const signIn = await optionsAt(anna, '/login/passkey/options');
  expect(signIn).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
  expect(signIn).not.toHaveProperty('allowCredentials');
});

test.each([
  ['a foreign origin', { origin: 'http://evil.example' }],
  ['the same host on another port', { origin: 'http://localhost:3001' }],
  ['another site', { rpId: 'evil.example' }],
  ['an owner who was not verified', { verified: false }],
])('%s makes no passkey and signs nobody in', async (_, conditions) => {
  expect(await addAt(anna, phone, { conditions })).toEqual(invalid);
  expect(await deps.db.select().from(passkeys)).toEqual([]);
  await addAt(anna, phone);
  const visitor = site.visitor();
  expect(await enterWith(visitor, phone, conditions)).toEqual(refused);
  expect(visitor.cookies.has('session')).toBe(false);
});

test('an unknown passkey, a removed one and a disabled account get the same answer', async () => {
  expect(await enterWith(site.visitor(), phone)).toEqual(refused);
  await addAt(anna, phone);
  await deps.db.update(users).set({ disabledAt: deps.clock() });
  expect(await enterWith(site.visitor(), phone)).toEqual(refused);
  await deps.db.update(users).set({ disabledAt: null });
  expect((await enterWith(site.visitor(), phone)).status).toBe(200);
  expect((await anna.post('/account/passkeys/remove', { id: phone.id })).status).toBe(303);
  expect(await enterWith(site.visitor(), phone)).toEqual(refused);
});

test('an answer serves once: a replay, a challenge of five minutes ago and another browser’s are refused', async () => {
  await addAt(anna, phone);
  const visitor = site.visitor();
  const answer = phone.get(await optionsAt(visitor, '/login/passkey/options'));
  const ceremony = visitor.cookies.get('ceremony')!;
  expect(await sayAt(site.visitor(), '/login/passkey', { answer })).toEqual(refused);
  expect((await sayAt(visitor, '/login/passkey', { answer })).status).toBe(200);
  visitor.cookies.set('ceremony', ceremony);
  expect(await sayAt(visitor, '/login/passkey', { answer })).toEqual(refused);
  const late = phone.get(await optionsAt(visitor, '/login/passkey/options'));
  deps.clock.forward(300_000);
  expect(await sayAt(visitor, '/login/passkey', { answer: late })).toEqual(refused);
});

test('a failed answer spends its challenge, and one for adding is none for signing in', async () => {
  await addAt(anna, phone);
  const options = await optionsAt(anna, '/login/passkey/options');
  expect(await sayAt(anna, '/login/passkey', { answer: phone.get(options, { verified: false }) })).toEqual(refused);
  expect(await sayAt(anna, '/login/passkey', { answer: phone.get(options) })).toEqual(refused);
  const adding = await optionsAt(anna, '/account/passkeys/options');
  const answer = phone.get({ ...adding, rpId: 'localhost' });
  expect(await sayAt(anna, '/login/passkey', { answer })).toEqual(refused);
  expect(JSON.stringify(await deps.db.select().from(passkeyChallenges))).not.toContain(anna.cookies.get('ceremony')!);
});

test('a passkey that claims to be somebody else’s is refused', async () => {
  await addAt(anna, phone);
  const userHandle = Buffer.alloc(16, 1).toString('base64url');
  expect(await enterWith(site.visitor(), phone, { userHandle })).toEqual(refused);
  expect((await enterWith(site.visitor(), phone)).status).toBe(200);
});

test('one person cannot take over, rename or remove another’s passkey', async () => {
  await addAt(anna, phone);
  const bob = site.visitor();
  await registerAt(bob, 'bob');
  expect(await addAt(bob, phone)).toEqual(invalid);
  for (const act of ['rename', 'remove']) {
    expect((await bob.post(`/account/passkeys/${act}`, { id: phone.id, name: 'Mine' })).status).toBe(404);
  }
  expect((await bob.get(`/account/passkeys/edit?id=${phone.id}`)).status).toBe(404);
  expect(await deps.db.select().from(passkeys)).toMatchObject([{ name: 'Phone' }]);
});

test('a counter that goes backwards is refused and written down; only a right signature can say so', async () => {
  await addAt(anna, phone);
  expect((await enterWith(site.visitor(), phone, { counter: 7 })).status).toBe(200);
  const forger = { ...authenticator(), id: phone.id };
  const options = await optionsAt(anna, '/login/passkey/options');
  const forged = { ...forger.get(options, { counter: 3 }), id: phone.id, rawId: phone.id };
  expect(await sayAt(anna, '/login/passkey', { answer: forged })).toEqual(refused);
  expect(await kinds()).not.toContain('passkey-copied');
  for (const counter of [7, 3, 0]) expect(await enterWith(site.visitor(), phone, { counter })).toEqual(refused);
  expect((await kinds()).filter((kind) => kind === 'passkey-copied')).toHaveLength(3);
  expect((await enterWith(site.visitor(), phone, { counter: 8 })).status).toBe(200);
});

test('an authenticator that counts nothing may always say 0', async () => {
  await addAt(anna, phone);
  for (let i = 0; i < 2; i++) expect((await enterWith(site.visitor(), phone, { counter: 0 })).status).toBe(200);
});

test('signing in by passkey makes the browser a known device, gives its try back and is slowed after failures', async () => {
  await addAt(anna, phone);
  const visitor = site.visitor({ address: '198.51.100.4' });
  for (let i = 0; i < 52; i++) await enterWith(visitor, phone);
  expect(await deps.db.select().from(knownDevices)).toHaveLength(2);
  const stranger = site.visitor({ address: '198.51.100.5' });
  for (let i = 0; i < 51; i++) await enterWith(stranger, phone, { verified: false });
  expect(await enterWith(stranger, phone)).toEqual({ status: 429, code: 'throttled' });
  expect((await enterWith(visitor, phone)).status).toBe(200);
});

test('a passkey is renamed, and a name that is none keeps the form', async () => {
  await addAt(anna, phone);
  expect((await anna.post('/account/passkeys/rename', { id: phone.id, name: ' Key 鍵 ' })).status).toBe(303);
  expect(await deps.db.select().from(passkeys)).toMatchObject([{ name: 'Key 鍵' }]);
  for (const name of ['', 'x'.repeat(65), 'a\u0000b']) {
    expect((await anna.post('/account/passkeys/rename', { id: phone.id, name })).status).toBe(422);
  }
});

test('what is no answer at all is a bad request, never a fault of the server', async () => {
  await addAt(anna, phone);
  const good = phone.get(await optionsAt(anna, '/login/passkey/options'));
  const bad = [
    undefined,
    null,
    {},
    { ...good, id: 'a\u0000b' },
    { ...good, id: 'x'.repeat(2000) },
    { ...good, type: 'password' },
    { ...good, response: {} },
    { ...good, response: { ...good.response, signature: '\u0000' } },
  ];
  for (const answer of bad) {
    for (const path of ['/login/passkey', '/account/passkeys/add', '/login/second/passkey']) {
      expect((await sayAt(anna, path, { answer, name: 'x' })).status).toBe(400);
    }
  }
  for (const part of ['clientDataJSON', 'authenticatorData', 'signature']) {
    const options = await optionsAt(anna, '/login/passkey/options');
    const answer = phone.get(options);
    const response = { ...answer.response, [part]: 'AAAA' };
    expect(await sayAt(anna, '/login/passkey', { answer: { ...answer, response } })).toEqual(refused);
  }
  for (const part of ['clientDataJSON', 'attestationObject']) {
    const answer = authenticator().create(await optionsAt(anna, '/account/passkeys/options'));
    const response = { ...answer.response, [part]: 'AAAA' };
    expect(await sayAt(anna, '/account/passkeys/add', { name: '', answer: { ...answer, response } })).toEqual(invalid);
  }
  expect((await anna.post('/login/passkey', { answer: 'x' })).status).toBe(400);
});

test('behind https the origin and the cookies are those of the configured address', async () => {
  const config = testConfig({ FACELOGIN_PUBLIC_URL: 'https://face.example.org' });
  const behind = openSite({ ...deps, config });
  const carla = behind.visitor();
  await registerAt(carla, 'carla');
  expect(await addAt(carla, phone)).toEqual(invalid);
  const conditions = { origin: 'https://face.example.org' };
  expect((await addAt(carla, phone, { conditions })).status).toBe(200);
  const elsewhere = behind.visitor();
  expect((await enterWith(elsewhere, phone, conditions)).status).toBe(200);
  expect(elsewhere.cookies.has('__Host-session')).toBe(true);
  expect(elsewhere.cookies.has('__Host-ceremony')).toBe(false);
});
