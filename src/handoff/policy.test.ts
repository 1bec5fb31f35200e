/** On PGlite alone: other tests run its statements on PostgreSQL. */
import { beforeEach, expect, test } from 'bun:test';
import { alice, known, onlyAlice, seeingAmong } from '../../test/helpers/camera/attempt.ts';
import { codeIn, openHandOffs } from '../../test/helpers/site/hand-off.ts';
import { passkeys, users } from '../db/schema.ts';
import { rememberDevice } from '../sessions/devices.store.ts';

beforeEach(onlyAlice);

const finish = async (site: Awaited<ReturnType<typeof openHandOffs>>, form = {}, desktop = site.desktop()) => {
  const phone = site.phone();
  const { id, code, number } = await site.begin(desktop, form);
  await site.open(phone, code);
  await site.face(phone);
  await site.choose(phone, number);
  return { desktop, phone, end: await site.wait(desktop, id) };
};

test('a demanded passkey is asked for at the desktop', async () => {
  const site = await openHandOffs({ env: { FACELOGIN_SECOND_FACTOR: 'all' } });
  const passkey = { id: 'k', userId: alice, publicKey: new Uint8Array(1), counter: 0, name: 'Key' };
  await site.deps.db.insert(passkeys).values({ ...passkey, createdAt: new Date() });
  const { desktop, phone, end } = await finish(site, { next: '/account/edit' });
  expect(end.text).toContain('data-next="/login/second"');
  expect([desktop.cookies.has('__Host-pending'), desktop.cookies.has('__Host-session')]).toEqual([true, false]);
  expect(phone.cookies.has('__Host-pending')).toBe(false);
  expect((await desktop.get('/login/second')).status).toBe(200);
  expect((await phone.get('/login/second')).status).toBe(303);
});

test('where a passkey has to be set up first, the desktop is sent to the password', async () => {
  const site = await openHandOffs({ env: { FACELOGIN_SECOND_FACTOR: 'all' } });
  const { desktop, end } = await finish(site);
  expect(end.text).toContain('/login?with=password');
  expect(desktop.cookies.has('__Host-session')).toBe(false);
});

test('a typed name is the only one that the face is compared with', async () => {
  const site = await openHandOffs();
  await site.deps.db.insert(users).values({ username: 'bob', usernameKey: 'bob', passwordHash: '', displayName: '' });
  for (const [username, signedIn] of [
    ['bob', false],
    ['nobody', false],
    ['a\u0000b', false],
    [' Alice ', true],
  ] as const) {
    const { desktop } = await finish(site, { username });
    expect([username, desktop.cookies.has('__Host-session')]).toEqual([username, signedIn]);
  }
});

test('with many people the name comes first, also where the desktop is known', async () => {
  const site = await openHandOffs({ vision: seeingAmong(1_000, known) });
  const { db, clock } = site.deps;
  const desktop = site.desktop();
  const client = { deviceToken: undefined, address: '', userAgent: '' };
  desktop.cookies.set('__Host-device', await rememberDevice(db, { client, userId: alice, now: clock() }));
  const refused = await site.begin(desktop);
  expect([refused.status, refused.url]).toEqual([422, '']);
  const named = await finish(site, { username: 'alice' }, desktop);
  expect(named.desktop.cookies.has('__Host-session')).toBe(true);
});

test('where faces need a known device, the desktop has to be one, to the same account', async () => {
  const site = await openHandOffs({ env: { FACELOGIN_FACE_DEVICES: 'known' } });
  const { db, clock } = site.deps;
  expect((await site.begin(site.desktop())).status).toBe(403);
  const client = { deviceToken: undefined, address: '', userAgent: '' };
  const knownTo = async (userId: string) => {
    const desktop = site.desktop();
    desktop.cookies.set('__Host-device', await rememberDevice(db, { client, userId, now: clock() }));
    return finish(site, {}, desktop);
  };
  const [bob] = await db
    .insert(users)
    .values({ username: 'bob', usernameKey: 'bob', passwordHash: '', displayName: '' })
    .returning();
  expect((await knownTo(bob!.id)).desktop.cookies.has('__Host-session')).toBe(false);
  expect((await knownTo(alice)).desktop.cookies.has('__Host-session')).toBe(true);
});

test('switched off there is neither a button nor a code', async () => {
  const site = await openHandOffs({ env: { FACELOGIN_PHONE: 'off' } });
  const desktop = site.desktop();
  expect(await (await desktop.get('/login?with=face')).text()).not.toContain('data-use-phone');
  expect((await site.begin(desktop)).status).toBe(404);
});

test('for one network alone, a phone of another one cannot open the code, and it stays open', async () => {
  const site = await openHandOffs({ env: { FACELOGIN_PHONE: 'same-network' } });
  const { code } = await site.begin(site.desktop());
  const far = await site.open(site.phone({ address: '203.0.113.5' }), code);
  expect([far.status, await far.text()]).toEqual([403, expect.stringContaining('on another network')]);
  expect((await site.open(site.phone(), code)).status).toBe(303);
});

test('on localhost there is no code, but why, and the setting to use', async () => {
  const site = await openHandOffs({ env: { FACELOGIN_PUBLIC_URL: 'http://localhost:3000' } });
  const shown = await site.begin(site.desktop());
  expect([shown.status, shown.url]).toEqual([200, '']);
  for (const text of ['A phone cannot open this address', 'localhost means', 'FACELOGIN_PUBLIC_URL']) {
    expect(shown.html).toContain(text);
  }
});

test('where a proxy passes no addresses on, the phone says that it does not know the place', async () => {
  const site = await openHandOffs();
  // A browser came by https through a proxy that names no visitor.
  const unnamed = { 'X-Forwarded-For': '', 'Sec-Fetch-Site': 'same-origin', 'HX-Request': 'true' };
  const desktop = site.desktop();
  const page = await (await desktop.post('/login/phone', {}, unnamed)).text();
  const phone = site.phone();
  await site.open(phone, (await codeIn(page)).split('#')[1]!);
  const asks = await site.page(phone);
  expect(asks).toContain('Chrome on Linux, wants to sign in<');
  expect(asks).toContain('cannot tell where that screen is');
});
