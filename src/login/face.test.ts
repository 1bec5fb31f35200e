import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { testDb, truncateAll } from '../../test/helpers/db.ts';
import { type TestClock, testConfig, testDeps } from '../../test/helpers/deps.ts';
import type { Candidate, Observation } from '../biometrics/observation.ts';
import { enrollments, faceTemplates, loginAttempts, sessions, throttles, users } from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import { faceFrame } from './face.ts';
import { openAttempt } from './open.ts';

const client = { deviceToken: undefined, address: '192.0.2.7', userAgent: 'test' };
const [alice, template] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-0000000000aa'];
const face = {
  box: { x: 0, y: 0, width: 200, height: 200 },
  score: 1,
  pose: { yaw: 0, pitch: 0, roll: 0 },
  quality: { brightness: 128, contrast: 50, sharpness: 200 },
  points: [],
};

/** What the worker would have seen, frame by frame; the last one stays. */
function seeing(...frames: Partial<Observation>[]): Deps['vision'] {
  const blank = { frame: { width: 640, height: 480 }, faces: 1, face, candidates: [] };
  let at = 0;
  return {
    observe: async (_: Uint8Array, { claim }: { claim?: string } = {}) => {
      const seen = { ...blank, ...frames[Math.min(at++, frames.length - 1)] };
      if (claim === undefined) return seen;
      return { ...seen, candidates: seen.candidates.filter(({ userId }) => userId === claim) };
    },
    score: async () => [],
    status: () => ({ state: 'ready', recognizer: 'embedding', people: 1, templates: 5, queued: 0, restarts: 0 }),
  } as unknown as Deps['vision'];
}

const known = { candidates: [{ userId: alice, templateId: template, score: 0.95 }] satisfies Candidate[] };
const unknown = { candidates: [{ userId: alice, templateId: template, score: 0.2 }] satisfies Candidate[] };

type Setting = { deps: Deps & { clock: TestClock }; token: string };

async function attempt(...frames: Partial<Observation>[]): Promise<Setting> {
  const deps = await testDeps({ vision: seeing(...frames) });
  const opened = await openAttempt(deps, client, { next: '/account/edit' });
  if ('seconds' in opened) throw new Error('throttled');
  return { deps, token: opened.token };
}

let frameNumber = 0;
/** The next frame, a second later, with bytes of its own. */
function next({ deps, token }: Setting, milliseconds = 1000) {
  deps.clock.forward(milliseconds);
  return faceFrame(deps, { token, image: new Uint8Array([frameNumber++ & 255, frameNumber >> 8]), client });
}

beforeEach(async () => {
  await truncateAll();
  const db = await testDb();
  const at = new Date();
  await db
    .insert(users)
    .values({ id: alice, username: 'alice', usernameKey: 'alice', passwordHash: '', displayName: 'Alice' });
  await db.insert(enrollments).values({ userId: alice, enrolledAt: at, consentVersion: '1', consentedAt: at });
  const sealed = { keyId: '', nonce: new Uint8Array(12), ciphertext: new Uint8Array(20) };
  await db
    .insert(faceTemplates)
    .values({ id: template, userId: alice, recognizer: 'embedding', version: 1, ...sealed, createdAt: at });
});

test('two agreeing frames sign a known person in, and the attempt is spent', async () => {
  const setting = await attempt(known);
  expect(await next(setting)).toMatchObject({ kind: 'continue', interval: '400ms' });
  expect(await next(setting)).toMatchObject({ kind: 'accepted', displayName: 'Alice', next: '/account/edit' });
  expect(await next(setting)).toEqual({ kind: 'over' });
  const db = await testDb();
  expect(await db.select().from(sessions)).toMatchObject([{ userId: alice, method: 'face' }]);
  expect(await db.select().from(loginAttempts)).toMatchObject([
    { outcome: 'accepted', userId: alice, tokenHash: null },
  ]);
});

test('a known and an unknown person see the same until the end', async () => {
  const views = [];
  for (const person of [known, unknown]) {
    const setting = await attempt({ problem: 'too-dark', face: undefined, candidates: [] }, person);
    views.push([await next(setting), await next(setting)]);
  }
  expect(views[0]).toEqual(views[1]!);
});

test('nobody is signed in by a frame without a face, with several, or by an empty gallery', async () => {
  const frames: Partial<Observation>[] = [{ faces: 0, problem: 'no-face' }, { faces: 2, problem: 'several-faces' }, {}];
  for (const seen of frames) {
    const setting = await attempt(seen);
    for (let i = 0; i < 4; i++) expect((await next(setting)).kind).toBe('continue');
  }
  expect(await (await testDb()).select().from(sessions)).toEqual([]);
});

test('an attempt ends after 30 seconds', async () => {
  const setting = await attempt(unknown);
  expect((await next(setting, 29_000)).kind).toBe('continue');
  expect((await next(setting, 1_000)).kind).toBe('over');
  expect((await next(setting)).kind).toBe('over');
  expect(await (await testDb()).select().from(loginAttempts)).toMatchObject([{ outcome: 'expired' }]);
});

test('an attempt ends after 40 frames', async () => {
  const setting = await attempt(unknown);
  for (let i = 0; i < 40; i++) expect((await next(setting, 400)).kind).toBe('continue');
  expect((await next(setting, 400)).kind).toBe('over');
  expect(await (await testDb()).select().from(loginAttempts)).toMatchObject([{ outcome: 'frames', frames: 40 }]);
});

test('a frame within 300 ms of the last one is refused and not counted', async () => {
  const setting = await attempt(unknown);
  await next(setting);
  expect(next(setting, 299)).rejects.toMatchObject({ code: 'too-fast' });
  expect((await next(setting, 1)).kind).toBe('continue');
});

test('a forged attempt is over before it began', async () => {
  const { deps } = await attempt(known);
  expect(await next({ deps, token: 'forged' })).toEqual({ kind: 'over' });
  expect(await (await testDb()).select().from(sessions)).toEqual([]);
});

test('two frames at the same moment cannot share a slot, and one sign-in makes one session', async () => {
  const setting = await attempt(known);
  await next(setting);
  setting.deps.clock.forward(1000);
  const both = await Promise.allSettled([next(setting, 0), next(setting, 0)]);
  expect(both.filter((one) => one.status === 'fulfilled' && one.value.kind === 'accepted')).toHaveLength(1);
  expect(await (await testDb()).select().from(sessions)).toHaveLength(1);
});

test('the same bytes again are no second witness', async () => {
  const { deps, token } = await attempt(known);
  const image = new Uint8Array([1, 2, 3]);
  for (let i = 0; i < 3; i++) {
    deps.clock.forward(500);
    expect((await faceFrame(deps, { token, image, client })).kind).toBe('continue');
  }
});

test('a face that was removed in between signs nobody in', async () => {
  const setting = await attempt(known);
  await next(setting);
  await (await testDb()).delete(enrollments).where(eq(enrollments.userId, alice));
  expect(await next(setting)).toMatchObject({ kind: 'continue', hint: 'hold-still' });
  expect(await (await testDb()).select().from(sessions)).toEqual([]);
});

test('an account that was disabled or deleted in between is not signed in', async () => {
  const db = await testDb();
  const setting = await attempt(known);
  await next(setting);
  await db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, alice));
  expect((await next(setting)).kind).toBe('continue');
  await db.delete(users).where(eq(users.id, alice));
  expect((await next(setting)).kind).toBe('continue');
  expect(await db.select().from(sessions)).toEqual([]);
});

test('opened attempts count as failed until one succeeds, and the count makes the address wait', async () => {
  const deps = await testDeps({ vision: seeing(known) });
  for (let i = 0; i < 20; i++) expect(await openAttempt(deps, client, { next: '/' })).toHaveProperty('token');
  // The 21st still opens; it is the one too many after which there is a wait.
  expect(await openAttempt(deps, client, { next: '/' })).toHaveProperty('token');
  expect(await openAttempt(deps, client, { next: '/' })).toEqual({ seconds: 30 });
  expect(await openAttempt(deps, { ...client, address: '192.0.2.8' }, { next: '/' })).toHaveProperty('token');
  deps.clock.forward(31_000);
  const again = await openAttempt(deps, client, { next: '/' });
  expect(again).toHaveProperty('token');
  expect(await openAttempt(deps, client, { next: '/' })).toEqual({ seconds: 60 });
});

test('a successful attempt gives its try back', async () => {
  const setting = await attempt(known);
  await next(setting);
  await next(setting);
  const rows = await (await testDb()).select().from(throttles);
  expect(rows.map((row) => row.failures)).toEqual([0]);
});

test('a new camera session gets its own 30 seconds, and one that no frame was judged in goes on', async () => {
  const setting = await attempt(unknown);
  const { deps, token } = setting;
  expect(await openAttempt(deps, client, { next: '/', before: token })).toEqual({ token });
  await next(setting);
  const again = await openAttempt(deps, client, { next: '/', before: token });
  expect(again).not.toEqual({ token });
  expect(await next(setting)).toEqual({ kind: 'over' });
  const outcomes = (await (await testDb()).select().from(loginAttempts)).map((row) => row.outcome);
  expect(outcomes.toSorted()).toEqual(['abandoned', null]);
});

async function attemptAs(username: string, person: Partial<Observation>, env: Record<string, string> = {}) {
  const deps = await testDeps({ vision: seeing(person), config: testConfig(env) });
  const opened = await openAttempt(deps, client, { next: '/', username });
  if ('seconds' in opened) throw new Error('throttled');
  return { deps, token: opened.token };
}

test('with the name given first the face is compared with that person alone', async () => {
  const setting = await attemptAs('Alice', known);
  await next(setting);
  expect(await next(setting)).toMatchObject({ kind: 'accepted', displayName: 'Alice' });
  expect(await (await testDb()).select().from(loginAttempts)).toMatchObject([
    { mode: 'verification', claimedUserId: alice, scores: { embedding: 0.95 } },
  ]);
});

test("somebody else's name, or one that nobody has, is answered as an unknown face is", async () => {
  const bob = '00000000-0000-4000-8000-00000000000b';
  await (await testDb())
    .insert(users)
    .values({ id: bob, username: 'bob', usernameKey: 'bob', passwordHash: '', displayName: 'Bob' });
  const views = [];
  for (const [name, person] of [
    ['bob', known],
    ['nobody.here', known],
    ['alice', unknown],
  ] as const) {
    const setting = await attemptAs(name, person);
    views.push([await next(setting), await next(setting), await next(setting)]);
  }
  expect(views[0]).toEqual(views[2]!);
  expect(views[1]).toEqual(views[2]!);
  expect(await (await testDb()).select().from(sessions)).toEqual([]);
});

test('a name claimed in between by another frame changes nothing: the claim is the attempt', async () => {
  const setting = await attemptAs('alice', unknown);
  const again = await openAttempt(setting.deps, client, { next: '/', username: 'alice', before: setting.token });
  expect(again).toEqual({ token: setting.token });
  const other = await openAttempt(setting.deps, client, { next: '/', before: setting.token });
  expect(other).not.toEqual({ token: setting.token });
  expect(await next(setting)).toEqual({ kind: 'over' });
});

test('where the face alone is not enough an attempt without a name is not opened, and not counted', async () => {
  const deps = await testDeps({ vision: seeing(known), config: testConfig({ FACELOGIN_IDENTIFICATION: 'never' }) });
  expect(openAttempt(deps, client, { next: '/' })).rejects.toMatchObject({ code: 'name-needed', status: 422 });
  expect(await (await testDb()).select().from(throttles)).toEqual([]);
  expect(await openAttempt(deps, client, { next: '/', username: 'alice' })).toHaveProperty('token');
});

test('what the other recognizer says of the last frame is kept with the attempt', async () => {
  const vision = { ...seeing(known), score: async () => [{ recognizer: 'lbph', version: 1, score: 0.71 }] };
  const deps = await testDeps({ vision: vision as Deps['vision'] });
  const other = { id: '00000000-0000-4000-8000-0000000000ab', recognizer: 'lbph', version: 1 };
  const box = deps.keys.seal(
    { userId: alice, templateId: other.id, recognizer: 'lbph', version: 1 },
    new Uint8Array(8),
  );
  await deps.db.insert(faceTemplates).values({ ...other, userId: alice, ...box, createdAt: new Date() });
  const opened = await openAttempt(deps, client, { next: '/' });
  const setting = { deps, token: 'token' in opened ? opened.token : '' };
  await next(setting);
  expect(await next(setting)).toMatchObject({ kind: 'accepted' });
  expect(await deps.db.select().from(loginAttempts)).toMatchObject([{ scores: { embedding: 0.95, lbph: 0.71 } }]);
});

test('a sign-in stands although the other recognizer cannot score it', async () => {
  const vision = {
    ...seeing(known),
    score: async () => {
      throw new Error('busy');
    },
  };
  const deps = await testDeps({ vision: vision as unknown as Deps['vision'] });
  const opened = await openAttempt(deps, client, { next: '/' });
  const setting = { deps, token: 'token' in opened ? opened.token : '' };
  await next(setting);
  expect(await next(setting)).toMatchObject({ kind: 'accepted' });
});

test('frames that another attempt has shown are no witnesses, for 24 hours; its own may repeat', async () => {
  const images = [new Uint8Array([9, 1]), new Uint8Array([9, 2])];
  const show = async ({ deps, token }: Setting, image: Uint8Array) => {
    deps.clock.forward(1000);
    return (await faceFrame(deps, { token, image, client })).kind;
  };
  const first = await attempt(known);
  expect(await show(first, images[0]!)).toBe('continue');
  expect(await show(first, images[0]!)).toBe('continue');
  expect(await show(first, images[1]!)).toBe('accepted');
  const replay = await attempt(known);
  for (const image of [...images, ...images]) expect(await show(replay, image)).toBe('continue');
  const rows = await (await testDb()).select().from(loginAttempts).where(eq(loginAttempts.outcome, 'accepted'));
  expect(rows).toHaveLength(1);
  replay.deps.clock.forward(24 * 3_600_000);
  const later = await openAttempt(replay.deps, client, { next: '/' });
  const setting = { deps: replay.deps, token: 'token' in later ? later.token : '' };
  expect(await show(setting, images[0]!)).toBe('continue');
  expect(await show(setting, images[1]!)).toBe('accepted');
});
