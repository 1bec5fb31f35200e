import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import {
  alice,
  attempt,
  client,
  known,
  next,
  onlyAlice,
  type Setting,
  seeing,
  unknown,
} from '../../../test/helpers/camera/attempt.ts';
import { testDb } from '../../../test/helpers/data/db.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { template } from '../../../test/helpers/vision/engine.ts';
import type { Observation } from '../../biometrics/observation.ts';
import { enrollments, faceTemplates, loginAttempts, passkeys, sessions, throttles, users } from '../../db/schema.ts';
import { createLbph } from '../../vision/recognizers/lbph/lbph.ts';
import { signInFrame } from './face.ts';
import { openAttempt } from './open.ts';

beforeEach(onlyAlice);

/** An attempt whose frames show this, one after the other. */
const attemptOf = (...frames: Partial<Observation>[]) => attempt({ vision: seeing(...frames), next: '/account/edit' });

test('two agreeing frames sign a known person in and end the attempt', async () => {
  const setting = await attemptOf(known);
  expect(await next(setting)).toMatchObject({ kind: 'continue', interval: '400ms' });
  expect(await next(setting)).toMatchObject({
    kind: 'accepted',
    displayName: 'Alice',
    admission: { kind: 'session', next: '/account/edit' },
  });
  expect(await next(setting)).toEqual({ kind: 'over' });
  const db = await testDb();
  expect(await db.select().from(sessions)).toMatchObject([{ userId: alice, method: 'face' }]);
  expect(await db.select().from(loginAttempts)).toMatchObject([
    { outcome: 'accepted', userId: alice, tokenHash: null },
  ]);
});

test('a sign-in by face notes the use of the face, so that retention does not count it as unused', async () => {
  const setting = await attemptOf(known);
  await next(setting);
  await next(setting);
  const [row] = await (await testDb()).select().from(enrollments);
  expect(row?.lastUsedAt).toEqual(setting.deps.clock());
});

test('a known and an unknown person get the same answers until the end', async () => {
  const views = [];
  for (const person of [known, unknown]) {
    const setting = await attemptOf({ problem: 'too-dark', face: undefined, candidates: [] }, person);
    views.push([await next(setting), await next(setting)]);
  }
  expect(views[0]).toEqual(views[1]!);
});

test('frames without a face, with several faces, or with an empty gallery sign nobody in', async () => {
  const frames: Partial<Observation>[] = [{ faces: 0, problem: 'no-face' }, { faces: 2, problem: 'several-faces' }, {}];
  for (const seen of frames) {
    const setting = await attemptOf(seen);
    for (let i = 0; i < 4; i++) expect((await next(setting)).kind).toBe('continue');
  }
  expect(await (await testDb()).select().from(sessions)).toEqual([]);
});

test('an attempt ends after 30 seconds', async () => {
  const setting = await attemptOf(unknown);
  expect((await next(setting, 29_000)).kind).toBe('continue');
  expect((await next(setting, 1_000)).kind).toBe('over');
  expect((await next(setting)).kind).toBe('over');
  expect(await (await testDb()).select().from(loginAttempts)).toMatchObject([{ outcome: 'expired' }]);
});

test('an attempt ends after 40 frames', async () => {
  const setting = await attemptOf(unknown);
  for (let i = 0; i < 40; i++) expect((await next(setting, 400)).kind).toBe('continue');
  expect((await next(setting, 400)).kind).toBe('over');
  expect(await (await testDb()).select().from(loginAttempts)).toMatchObject([{ outcome: 'frames', frames: 40 }]);
});

test('a frame within 300 ms of the last one is refused and does not count', async () => {
  const setting = await attemptOf(unknown);
  await next(setting);
  expect(next(setting, 299)).rejects.toMatchObject({ code: 'too-fast' });
  expect((await next(setting, 1)).kind).toBe('continue');
});

test('a forged attempt is over at once', async () => {
  const { deps } = await attemptOf(known);
  expect(await next({ deps, token: 'forged' })).toEqual({ kind: 'over' });
  expect(await (await testDb()).select().from(sessions)).toEqual([]);
});

test('two simultaneous frames cannot share a slot, and one sign-in opens one session', async () => {
  const setting = await attemptOf(known);
  await next(setting);
  setting.deps.clock.forward(1000);
  const both = await Promise.allSettled([next(setting, 0), next(setting, 0)]);
  expect(both.filter((one) => one.status === 'fulfilled' && one.value.kind === 'accepted')).toHaveLength(1);
  expect(await (await testDb()).select().from(sessions)).toHaveLength(1);
});

test('the same bytes do not count twice', async () => {
  const { deps, token } = await attemptOf(known);
  const image = new Uint8Array([1, 2, 3]);
  for (let i = 0; i < 3; i++) {
    deps.clock.forward(500);
    expect((await signInFrame(deps, { token, image, client })).kind).toBe('continue');
  }
});

test('a face that is removed during the attempt signs nobody in', async () => {
  const setting = await attemptOf(known);
  await next(setting);
  await (await testDb()).delete(enrollments).where(eq(enrollments.userId, alice));
  expect(await next(setting)).toMatchObject({ kind: 'continue', hint: 'hold-still' });
  expect(await (await testDb()).select().from(sessions)).toEqual([]);
});

test('an account that is disabled or deleted during the attempt does not sign in', async () => {
  const db = await testDb();
  const setting = await attemptOf(known);
  await next(setting);
  await db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, alice));
  expect((await next(setting)).kind).toBe('continue');
  await db.delete(users).where(eq(users.id, alice));
  expect((await next(setting)).kind).toBe('continue');
  expect(await db.select().from(sessions)).toEqual([]);
});

test('a successful attempt takes its try back', async () => {
  const setting = await attemptOf(known);
  await next(setting);
  await next(setting);
  const rows = await (await testDb()).select().from(throttles);
  expect(rows.map((row) => row.failures)).toEqual([0]);
});

/** Signs Alice in, who also has an LBPH template. @param bytes of that template. @returns the scores of the attempt. */
async function withOther(bytes: Uint8Array) {
  const { recognizer, version } = template(1);
  const vision = seeing({ ...known, probes: [template(2)] });
  const deps = await testDeps({ vision });
  const id = '00000000-0000-4000-8000-0000000000ab';
  const box = deps.keys.seal({ userId: alice, templateId: id, recognizer, version }, bytes);
  await deps.db.insert(faceTemplates).values({ id, userId: alice, recognizer, version, ...box, createdAt: new Date() });
  const opened = await openAttempt(deps, client, { next: '/' });
  const setting = { deps, token: 'token' in opened ? opened.token : '' };
  await next(setting);
  expect(await next(setting)).toMatchObject({ kind: 'accepted' });
  const [row] = await deps.db.select().from(loginAttempts);
  return row!.scores!;
}

test('the attempt keeps the other recognizer’s score of the deciding frame', async () => {
  const scores = await withOther(template(1).bytes);
  const [own, other] = [template(1), template(2)].map(({ bytes }) => createLbph().decode(bytes));
  expect(scores).toEqual({ embedding: 0.95, lbph: expect.closeTo(createLbph().compare(own!, other!), 6) });
});

test('a sign-in succeeds even if the other recognizer cannot score it', async () => {
  expect(await withOther(new Uint8Array(8))).toEqual({ embedding: 0.95 });
});

test('frames of another attempt do not count for 24 hours; an attempt may repeat its own', async () => {
  const images = [new Uint8Array([9, 1]), new Uint8Array([9, 2])];
  const show = async ({ deps, token }: Setting, image: Uint8Array) => {
    deps.clock.forward(1000);
    return (await signInFrame(deps, { token, image, client })).kind;
  };
  const first = await attemptOf(known);
  expect(await show(first, images[0]!)).toBe('continue');
  expect(await show(first, images[0]!)).toBe('continue');
  expect(await show(first, images[1]!)).toBe('accepted');
  const replay = await attemptOf(known);
  for (const image of [...images, ...images]) expect(await show(replay, image)).toBe('continue');
  const rows = await (await testDb()).select().from(loginAttempts).where(eq(loginAttempts.outcome, 'accepted'));
  expect(rows).toHaveLength(1);
  replay.deps.clock.forward(24 * 3_600_000);
  const later = await openAttempt(replay.deps, client, { next: '/' });
  const setting = { deps: replay.deps, token: 'token' in later ? later.token : '' };
  expect(await show(setting, images[0]!)).toBe('continue');
  expect(await show(setting, images[1]!)).toBe('accepted');
});

test('with a demanded second factor a known face opens no session, and the answer tells what comes first', async () => {
  const env = { FACELOGIN_SECOND_FACTOR: 'all' };
  const db = await testDb();
  const signIn = async () => {
    const setting = await attempt({ vision: seeing(known), next: '/account/edit', env });
    await next(setting);
    return next(setting);
  };
  expect(await signIn()).toMatchObject({
    kind: 'accepted',
    admission: { kind: 'password-first', next: '/login?with=password&next=%2Faccount%2Fedit' },
  });
  const passkey = { id: 'k', userId: alice, publicKey: new Uint8Array(1), counter: 0, name: 'Phone' };
  await db.insert(passkeys).values({ ...passkey, createdAt: new Date() });
  expect(await signIn()).toMatchObject({ kind: 'accepted', admission: { kind: 'pending', next: '/login/second' } });
  expect(await db.select().from(sessions)).toEqual([]);
});
