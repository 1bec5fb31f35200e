import { beforeEach, describe, expect, test } from 'bun:test';
import { desc, eq } from 'drizzle-orm';
import { alice, known, onlyAlice, seeing, unknown } from '../../../test/helpers/camera/attempt.ts';
import { testDb, truncateAll } from '../../../test/helpers/data/db.ts';
import { authenticator } from '../../../test/helpers/site/authenticator.ts';
import { type TestClock, testDeps } from '../../../test/helpers/site/deps.ts';
import { addAt, optionsAt, sayAt } from '../../../test/helpers/site/passkeys.ts';
import { openSite, PASSWORD, registerAt, type Visitor } from '../../../test/helpers/site/site.ts';
import { hashToken } from '../../crypto/tokens.ts';
import { auditEvents, loginAttempts, users } from '../../db/schema.ts';
import type { Deps } from '../../deps.ts';
import { proofsOf } from '../../sessions/proofs.store.ts';
import { createSession } from '../../sessions/sessions.store.ts';

const NEXT = '/gateway/open?app=photos';
const FACE = `/step-up?need=face&next=${encodeURIComponent(NEXT)}`;
let frameNumber = 0;

async function frame(visitor: Visitor, clock: TestClock, first: boolean): Promise<Response> {
  clock.forward(1_000);
  const form = new FormData();
  form.set('frame', new Blob([new Uint8Array([255, 216, frameNumber++, 255])], { type: 'image/jpeg' }), 'frame.jpg');
  form.set('need', 'face');
  form.set('next', NEXT);
  if (first) form.set('begin', '1');
  return visitor.post('/step-up/face', form, { 'HX-Request': 'true' });
}

/** What the session of a visitor has shown. */
async function shown(visitor: Visitor): Promise<string[]> {
  const token = visitor.cookies.get('session') ?? '';
  return (await proofsOf(await testDb(), hashToken(token))).map(({ kind }) => kind).sort();
}

/** Alice signed in by password a while ago, before a camera that sees what a test sets. */
async function aliceAt(vision: Deps['vision']) {
  const deps = await testDeps({ vision });
  const visitor = openSite(deps).visitor();
  const entry = { userId: alice, method: 'password', userAgent: '', address: '', now: deps.clock() } as const;
  const proofs = [{ kind: 'password', at: deps.clock(), live: false, device: false }] as const;
  visitor.cookies.set('session', await createSession(deps.db, { ...entry, proofs }));
  deps.clock.forward(600_000);
  return { deps, visitor };
}

describe('by face', () => {
  beforeEach(onlyAlice);

  test('the face of the person adds a proof, renews the session and leads back', async () => {
    const { deps, visitor } = await aliceAt(seeing(known));
    const before = visitor.cookies.get('session');
    expect((await frame(visitor, deps.clock, true)).status).toBe(200);
    const answer = await (await frame(visitor, deps.clock, false)).text();
    expect(answer).toContain('data-next="/gateway/open?app=photos"');
    expect(visitor.cookies.get('session')).not.toBe(before);
    expect(await shown(visitor)).toEqual(['face', 'password']);
    const [event] = await deps.db.select().from(auditEvents).orderBy(desc(auditEvents.at)).limit(1);
    expect(event).toMatchObject({ kind: 'stepped-up', userId: alice, detail: { method: 'face' } });
    const [row] = await deps.db.select().from(loginAttempts);
    expect(row).toMatchObject({ outcome: 'accepted', userId: alice, mode: 'verification', state: { stepUp: true } });
  });

  test('another face adds nothing, and the attempt counts against the account', async () => {
    const { deps, visitor } = await aliceAt(seeing(unknown));
    for (let at = 0; at < 3; at++) await frame(visitor, deps.clock, at === 0);
    expect(await shown(visitor)).toEqual(['password']);
    expect((await deps.db.select().from(users))[0]!.faceFailures).toBe(1);
  });

  test('an attempt of a step-up signs nobody in', async () => {
    const { deps, visitor } = await aliceAt(seeing(known));
    await frame(visitor, deps.clock, true);
    const thief = openSite(deps).visitor();
    thief.cookies.set('attempt', visitor.cookies.get('attempt')!);
    deps.clock.forward(1_000);
    const form = new FormData();
    form.set('frame', new Blob([new Uint8Array([255, 216, 7, 7])], { type: 'image/jpeg' }), 'frame.jpg');
    expect((await thief.post('/login/face/frame', form, { 'HX-Request': 'true' })).status).toBe(401);
    expect(thief.cookies.has('session')).toBe(false);
  });

  test('a step-up of one person is none for another who takes over the cookie', async () => {
    const { deps, visitor } = await aliceAt(seeing(known));
    await frame(visitor, deps.clock, true);
    const mallory = openSite(deps).visitor();
    await registerAt(mallory, 'mallory');
    mallory.cookies.set('attempt', visitor.cookies.get('attempt')!);
    expect((await frame(mallory, deps.clock, false)).status).toBe(401);
    expect(await shown(mallory)).toEqual(['password']);
  });

  test('nobody steps up without a session', async () => {
    const { deps } = await aliceAt(seeing(known));
    const stranger = openSite(deps).visitor();
    expect((await stranger.get(FACE)).headers.get('Location')).toStartWith('/login?next=%2Fstep-up');
    expect((await frame(stranger, deps.clock, true)).status).toBe(401);
  });
});

describe('by password and passkey', () => {
  beforeEach(truncateAll);

  test('the password again is fresh and makes the browser known', async () => {
    const deps = await testDeps();
    const visitor = openSite(deps).visitor();
    await registerAt(visitor, 'anna');
    deps.clock.forward(600_000);
    const form = { need: 'password', next: NEXT };
    const wrong = await visitor.post('/step-up/password', { ...form, password: 'something else' });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('name="next" value="/gateway/open?app=photos"');
    const right = await visitor.post('/step-up/password', { ...form, password: PASSWORD });
    expect([right.status, right.headers.get('Location')]).toEqual([303, NEXT]);
    const [proof] = await proofsOf(deps.db, hashToken(visitor.cookies.get('session')!));
    expect(proof).toMatchObject({ kind: 'password', at: deps.clock() });
    expect(visitor.cookies.has('device')).toBe(true);
  });

  test('another site is no place to go afterwards', async () => {
    const visitor = openSite(await testDeps()).visitor();
    await registerAt(visitor, 'anna');
    const form = { need: 'password', next: 'https://evil.example/', password: PASSWORD };
    expect((await visitor.post('/step-up/password', form)).headers.get('Location')).toBe('/');
  });

  test('only a passkey of the person counts', async () => {
    const deps = await testDeps();
    const site = openSite(deps);
    const [anna, ben] = [site.visitor(), site.visitor()];
    const [hers, his] = [authenticator(), authenticator()];
    for (const [visitor, name, device] of [
      [anna, 'anna', hers],
      [ben, 'ben', his],
    ] as const) {
      await registerAt(visitor, name);
      await addAt(visitor, device);
    }
    const step = async (device: typeof hers) => {
      const options = await optionsAt(anna, '/step-up/passkey/options');
      return sayAt(anna, '/step-up/passkey', { next: NEXT, answer: device.get(options) });
    };
    const mallory = await step(his).catch((error: unknown) => ({ status: String(error) }));
    expect(mallory.status).not.toBe(200);
    expect(await shown(anna)).toEqual(['password']);
    expect(await step(hers)).toEqual({ status: 200, next: NEXT });
    expect(await shown(anna)).toEqual(['passkey', 'password']);
    const [user] = await deps.db.select().from(users).where(eq(users.username, 'anna'));
    const events = await deps.db.select().from(auditEvents).where(eq(auditEvents.userId, user!.id));
    expect(events.map(({ kind }) => kind)).toContain('stepped-up');
  });
});
