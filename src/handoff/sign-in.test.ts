/** On PGlite alone: other tests run its statements on PostgreSQL. */
import { beforeEach, expect, test } from 'bun:test';
import { alice, onlyAlice, seeing, unknown } from '../../test/helpers/camera/attempt.ts';
import { FACE, openHandOffs } from '../../test/helpers/site/hand-off.ts';
import { hashToken } from '../crypto/tokens.ts';
import { auditEvents, handOffs, knownDevices, loginAttempts, sessions, throttles, users } from '../db/schema.ts';
import { rememberDevice } from '../sessions/devices.store.ts';
import { proofsOf } from '../sessions/proofs.store.ts';
import { createSession } from '../sessions/sessions.store.ts';
import { OPEN_MS } from './desktop/begin.ts';
import { sweepHandOffs } from './handoffs.store.ts';

beforeEach(onlyAlice);

test('a phone shows the face and the number, and the desktop is signed in, not the phone', async () => {
  const site = await openHandOffs();
  const [desktop, phone] = [site.desktop(), site.phone()];
  const shown = await site.begin(desktop, { next: '/account/edit' });
  expect(shown.url).toStartWith(`${FACE}/phone#`);
  // 256 bits, and nothing of them where a server or a proxy writes logs.
  expect(shown.code).toMatch(/^[\w-]{43}$/);
  expect((await site.open(phone, shown.code)).headers.get('Location')).toBe('/phone');
  expect(await site.page(phone)).toContain('data-camera="signin"');
  expect((await site.face(phone)).text).toContain('data-next="/phone"');
  expect((await site.wait(desktop, shown.id)).text).toContain('Choose this number on your phone');
  const question = await site.page(phone);
  expect(question).toContain(`value="${shown.number}"`);
  await site.choose(phone, shown.number);
  expect(await site.page(phone)).toContain('You are signed in there. On this phone you are not.');
  const end = await site.wait(desktop, shown.id, 'recognised');
  expect(end.text).toContain('data-next="/account/edit"');
  expect(desktop.cookies.has('__Host-session')).toBe(true);
  expect([...phone.cookies.keys()]).toEqual(['__Host-phone']);
  expect((await desktop.get('/account/edit')).status).toBe(200);
  expect((await phone.get('/account')).status).toBe(303);
  const [session, ...others] = await site.deps.db.select().from(sessions);
  expect(others).toEqual([]);
  expect(session).toMatchObject({ userId: alice, method: 'face', address: '192.168.1.7' });
});

test('what happened is in the list of attempts and in the audit trail', async () => {
  const site = await openHandOffs();
  const [desktop, phone] = [site.desktop(), site.phone()];
  const { id, code, number } = await site.begin(desktop);
  await site.open(phone, code);
  await site.face(phone);
  await site.choose(phone, number);
  await site.wait(desktop, id);
  const [attempt] = await site.deps.db.select().from(loginAttempts);
  expect(attempt).toMatchObject({ outcome: 'accepted', userId: alice, state: { handOff: id } });
  const events = await site.deps.db.select().from(auditEvents);
  expect(events.map(({ kind }) => kind).sort()).toEqual(['phone-confirmed', 'signed-in']);
  const counts = await site.deps.db.select().from(throttles);
  expect(counts.map(({ failures }) => failures)).toEqual([0]);
});

test('neither browser becomes a known device, and the proof says whether the desktop is one', async () => {
  const site = await openHandOffs();
  const { db, clock } = site.deps;
  const [desktop, phone] = [site.desktop(), site.phone()];
  const signIn = async () => {
    const { id, code, number } = await site.begin(desktop);
    await site.open(phone, code);
    await site.face(phone);
    await site.choose(phone, number);
    await site.wait(desktop, id);
    return proofsOf(db, hashToken(desktop.cookies.get('__Host-session')!));
  };
  expect(await signIn()).toMatchObject([{ kind: 'face', device: false }]);
  expect(await db.select().from(knownDevices)).toEqual([]);
  const client = { deviceToken: undefined, address: '', userAgent: '' };
  desktop.cookies.set('__Host-device', await rememberDevice(db, { client, userId: alice, now: clock() }));
  expect(await signIn()).toMatchObject([{ kind: 'face', device: true }]);
  expect(await db.select().from(knownDevices)).toHaveLength(1);
});

test('the desktop hears of each step once', async () => {
  const site = await openHandOffs();
  const [desktop, phone] = [site.desktop(), site.phone()];
  const { id, code } = await site.begin(desktop);
  const before = await site.wait(desktop, id);
  expect([before.status, before.response.headers.get('HX-Reswap')]).toEqual([204, 'none']);
  await site.open(phone, code);
  const opened = await site.wait(desktop, id);
  expect(opened.text).toContain('Opened on Safari on iPhone, 192.168.1.9');
  expect(opened.text).not.toContain('class="qr"');
  expect((await site.wait(desktop, id, 'opened')).status).toBe(204);
});

test('an unknown face comes to the end of its attempt, and the phone may try again', async () => {
  const site = await openHandOffs({ vision: seeing(unknown) });
  const [desktop, phone] = [site.desktop(), site.phone()];
  const { id, code } = await site.begin(desktop);
  await site.open(phone, code);
  await site.frame(phone, true);
  for (let i = 0; i < 3; i++) await site.frame(phone);
  site.deps.clock.forward(30_000);
  const end = await site.frame(phone);
  expect([end.status, end.text]).toEqual([410, expect.stringContaining('type it on the computer')]);
  expect((await site.frame(phone, true)).status).toBe(200);
  expect((await site.row(id))?.state).toBe('opened');
});

test('failed attempts of a phone slow it as any attempt, and count against the named account', async () => {
  const site = await openHandOffs({ vision: seeing(unknown) });
  const [desktop, phone] = [site.desktop(), site.phone()];
  let last = 200;
  for (let i = 0; i < 21; i++) {
    const { code } = await site.begin(desktop, { username: 'alice' });
    await site.open(phone, code);
    last = (await site.frame(phone, true)).status;
    await site.frame(phone);
  }
  expect(last).toBe(429);
  const [user] = await site.deps.db.select().from(users);
  expect(user!.faceFailures).toBe(20);
});

test('codes that nobody uses go, and one address has 200 at most', async () => {
  const site = await openHandOffs();
  const { id } = await site.begin(site.desktop());
  const { id: _, ...row } = (await site.row(id))!;
  const others = Array.from({ length: 198 }, (_, i) => ({ ...row, codeHash: `c${i}`, desktopHash: `d${i}` }));
  await site.deps.db.insert(handOffs).values(others);
  expect((await site.begin(site.desktop())).status).toBe(200);
  expect((await site.begin(site.desktop())).status).toBe(429);
  expect((await site.begin(site.desktop({ address: '192.168.1.8' }))).status).toBe(200);
  site.deps.clock.forward(OPEN_MS + 1);
  await sweepHandOffs(site.deps.db, site.deps.clock());
  expect((await site.begin(site.desktop())).status).toBe(200);
});

test('a reload of the desktop replaces its own code', async () => {
  const site = await openHandOffs();
  const desktop = site.desktop();
  const former = await site.begin(desktop);
  const present = await site.begin(desktop);
  expect((await site.open(site.phone(), former.code)).status).toBe(410);
  expect((await site.open(site.phone(), present.code)).status).toBe(303);
  expect((await site.wait(desktop, former.id)).text).toContain('data-over="late"');
});

test('a step-up by phone adds a proof to the session of the desktop alone', async () => {
  const site = await openHandOffs();
  const { db, clock } = site.deps;
  const [desktop, phone] = [site.desktop(), site.phone()];
  const entry = { userId: alice, method: 'password', userAgent: '', address: '', now: clock() } as const;
  desktop.cookies.set('__Host-session', await createSession(db, { ...entry, proofs: [] }));
  const { id, code, number } = await site.begin(desktop, { next: '/gateway/open?app=x' }, '/step-up/phone');
  await site.open(phone, code);
  expect(await site.page(phone)).toContain('wants to confirm that it is Alice');
  await site.face(phone);
  await site.choose(phone, number);
  const before = desktop.cookies.get('__Host-session');
  const end = await site.wait(desktop, id);
  expect(end.text).toContain('data-next="/gateway/open?app=x"');
  expect(desktop.cookies.get('__Host-session')).not.toBe(before);
  const proofs = await proofsOf(db, hashToken(desktop.cookies.get('__Host-session')!));
  expect(proofs.map(({ kind }) => kind)).toEqual(['face']);
  expect(await db.select().from(sessions)).toHaveLength(1);
});
