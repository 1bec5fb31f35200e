/** On PGlite alone: other tests run its statements on PostgreSQL. */
import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import {
  alice,
  attempt,
  client,
  known,
  next,
  onlyAlice,
  seeing,
  unknown,
} from '../../../test/helpers/camera/attempt.ts';
import { testDb } from '../../../test/helpers/data/db.ts';
import { type TestClock, testDeps } from '../../../test/helpers/site/deps.ts';
import { endAbandonedAttempts } from '../../camera/attempts.store.ts';
import { auditEvents, loginAttempts, sessions, users } from '../../db/schema.ts';
import type { Deps } from '../../deps.ts';
import { admit } from '../../sessions/admit.ts';
import { FACE_FAILURES } from '../../throttle/face-off.store.ts';
import { openAttempt } from './open.ts';

beforeEach(onlyAlice);

/** Another address for each attempt, so that only the account counts. */
let address = 0;
const elsewhere = () => ({ ...client, address: `198.51.${++address >> 8}.${address & 255}` });

async function account() {
  const [row] = await (await testDb()).select().from(users).where(eq(users.id, alice));
  return row!;
}

/** Fails this many attempts in Alice's name. */
async function failInHerName(deps: Deps & { clock: TestClock }, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    expect(await openAttempt(deps, elsewhere(), { next: '/', username: 'alice' })).toHaveProperty('token');
  }
  deps.clock.forward(31_000);
  await endAbandonedAttempts(deps.db, deps.clock());
}

test('after 50 failed attempts in a row for one name, from any browser, the face is off for that account', async () => {
  const deps = await testDeps({ vision: seeing(known) });
  await failInHerName(deps, FACE_FAILURES - 1);
  expect(await account()).toMatchObject({ faceFailures: 49, faceOffAt: null });
  const last = await openAttempt(deps, elsewhere(), { next: '/', username: 'alice' });
  expect(await account()).toMatchObject({ faceFailures: 50, faceOffAt: null });
  const setting = { deps, token: 'token' in last ? last.token : '' };
  expect(await next(setting, 31_000)).toEqual({ kind: 'over', why: 'too-few-frames' });
  expect(await account()).toMatchObject({ faceOffAt: deps.clock() });
  const off = await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'face-off'));
  expect(off).toMatchObject([{ userId: alice }]);
});

test('fifty open attempts leave no room for another one', async () => {
  const deps = await testDeps({ vision: seeing(known) });
  await Promise.all(
    Array.from({ length: FACE_FAILURES }, () => openAttempt(deps, elsewhere(), { next: '/', username: 'alice' })),
  );
  const setting = await attempt({ vision: seeing(known), username: 'alice', from: elsewhere() });
  await next(setting);
  expect((await next(setting)).kind).toBe('continue');
  expect((await account()).faceOffAt).not.toBeNull();
});

test('a sign-in by face starts the count anew', async () => {
  await failInHerName(await testDeps({ vision: seeing(known) }), 49);
  const setting = await attempt({ vision: seeing(known), username: 'alice', from: elsewhere() });
  await next(setting);
  expect((await next(setting)).kind).toBe('accepted');
  expect(await account()).toMatchObject({ faceFailures: 0, faceOffAt: null, lastSignInAt: setting.deps.clock() });
});

test('a password sign-in starts the count anew and turns the face on again', async () => {
  const deps = await testDeps({ vision: seeing(known) });
  await failInHerName(deps, FACE_FAILURES);
  expect((await account()).faceOffAt).not.toBeNull();
  await admit(deps.db, deps.config, { userId: alice, method: 'password', client, next: '/', now: deps.clock() });
  expect(await account()).toMatchObject({ faceFailures: 0, faceOffAt: null, lastSignInAt: deps.clock() });
  const setting = await attempt({ vision: seeing(known), from: elsewhere() });
  await next(setting);
  expect((await next(setting)).kind).toBe('accepted');
});

test('a recognised face that only liveness refuses counts once per attempt, without a name', async () => {
  const screen = { ...known, liveness: { passive: 0.1 } };
  const liveness = { challenge: false, passive: { passive: 0.5 } };
  const setting = await attempt({ vision: seeing(screen), liveness });
  expect((await account()).faceFailures).toBe(0);
  for (let i = 0; i < 6; i++) expect((await next(setting)).kind).toBe('continue');
  expect((await account()).faceFailures).toBe(1);
});

test('a stranger counts against nobody', async () => {
  const setting = await attempt({ vision: seeing(unknown) });
  for (let i = 0; i < 6; i++) await next(setting);
  await next(setting, 31_000);
  expect(await account()).toMatchObject({ faceFailures: 0, faceOffAt: null });
});

const policies = [
  { challenge: false },
  { challenge: false, passive: { passive: 0.5 } },
  { challenge: true },
] satisfies Deps['liveness'][];

for (const liveness of policies) {
  test(`a face that is off gets a stranger's answers, frame by frame (${JSON.stringify(liveness)})`, async () => {
    await (await testDb()).update(users).set({ faceOffAt: new Date() });
    const seenBy = [];
    for (const who of [known, unknown]) {
      const setting = await attempt({ vision: seeing({ ...who, liveness: { passive: 0.9 } }), liveness });
      const views = [];
      for (let i = 0; i < 10; i++) views.push(await next(setting));
      views.push(await next(setting, 31_000));
      // Chance draws the movement.
      seenBy.push(views.map((one) => ('move' in one ? { ...one, move: 'asked' } : one)));
    }
    expect(seenBy[0]).toEqual(seenBy[1]!);
    const why = liveness.challenge ? { why: 'not-moved', move: 'asked' } : { why: 'not-recognised-alone' };
    expect<unknown>(seenBy[0]!.at(-1)).toEqual({ kind: 'over', ...why });
    const rows = await (await testDb()).select().from(loginAttempts);
    expect(rows.map(({ reason }) => reason).sort()).toEqual(['face-off', 'unknown-face']);
    expect(await (await testDb()).select().from(sessions)).toEqual([]);
  });
}

test('a name whose face is off gets the answers of a name that nobody has', async () => {
  await (await testDb()).update(users).set({ faceOffAt: new Date() });
  const seenBy = [];
  for (const username of ['alice', 'nobody.here']) {
    const setting = await attempt({ vision: seeing(known), username });
    const views = [];
    for (let i = 0; i < 8; i++) views.push(await next(setting));
    seenBy.push(views);
  }
  expect(seenBy[0]).toEqual(seenBy[1]!);
});

test('a face that is turned off during the camera session does not sign in', async () => {
  const setting = await attempt({ vision: seeing(known) });
  await next(setting);
  await setting.deps.db.update(users).set({ faceOffAt: new Date() });
  expect((await next(setting)).kind).toBe('continue');
});
