import { beforeEach, expect, test } from 'bun:test';
import { asc, eq } from 'drizzle-orm';
import { alice, attempt, client, known, next, onlyAlice, seeing, unknown } from '../../test/helpers/camera/attempt.ts';
import { testDb } from '../../test/helpers/data/db.ts';
import type { Observation } from '../biometrics/observation.ts';
import { enrollments, loginAttempts, users } from '../db/schema.ts';
import { signInFrame } from '../signin/face/face.ts';
import { openAttempt } from '../signin/face/open.ts';
import { endAbandonedAttempts } from './attempts.store.ts';

beforeEach(onlyAlice);

type Options = Partial<Parameters<typeof attempt>[0]> & { frames?: number };

/** Runs an attempt to its end. @returns its row, the only one. */
async function attemptOf(seen: Partial<Observation>, { frames = 4, ...options }: Options = {}) {
  const db = await testDb();
  await db.delete(loginAttempts);
  const setting = await attempt({ vision: seeing(seen), ...options });
  for (let i = 0; i < frames; i++) await next(setting);
  setting.deps.clock.forward(31_000);
  await next(setting);
  const [row] = await db.select().from(loginAttempts);
  return row!;
}

test('an accepted attempt keeps its score and no reason', async () => {
  expect(await attemptOf(known)).toMatchObject({
    outcome: 'accepted',
    reason: null,
    bestScore: expect.closeTo(0.95, 5),
  });
});

test('each kind of failure has its reason', async () => {
  const db = await testDb();
  const twins = {
    candidates: [...known.candidates, { userId: 'b', templateId: 'b', score: 0.949 }],
  };
  expect(await attemptOf({ faces: 0, problem: 'no-face' })).toMatchObject({
    reason: 'no-usable-frame',
    bestScore: null,
  });
  expect(await attemptOf({}, { frames: 0 })).toMatchObject({ reason: 'no-picture' });
  expect(await attemptOf(unknown, { frames: 1 })).toMatchObject({ reason: 'too-few-frames' });
  expect(await attemptOf({})).toMatchObject({ reason: 'nobody', bestScore: null });
  expect(await attemptOf(unknown)).toMatchObject({
    reason: 'unknown-face',
    bestScore: expect.closeTo(0.2, 5),
    userId: null,
  });
  expect(await attemptOf(twins)).toMatchObject({ reason: 'not-clear' });
  expect(await attemptOf(known, { username: 'nobody.here' })).toMatchObject({ reason: 'unknown-name' });
  const liveness = { challenge: false, passive: { passive: 0.5 } };
  const screen = { ...known, liveness: { passive: 0.1 } };
  expect(await attemptOf(screen, { liveness })).toMatchObject({ reason: 'not-live', liveness: { passive: 0.1 } });
  await db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, alice));
  expect(await attemptOf(known)).toMatchObject({ reason: 'account-disabled' });
  await db.update(users).set({ disabledAt: null }).where(eq(users.id, alice));
  await db.delete(enrollments).where(eq(enrollments.userId, alice));
  expect(await attemptOf(known)).toMatchObject({ reason: 'face-removed' });
});

test('frames of an earlier attempt give the reason `replayed`', async () => {
  const image = new Uint8Array([250, 250, 250]);
  for (const reason of ['too-few-frames', 'replayed']) {
    const setting = await attempt({ vision: seeing(known) });
    await signInFrame(setting.deps, { token: setting.token, image, client });
    setting.deps.clock.forward(31_000);
    await signInFrame(setting.deps, { token: setting.token, image, client });
    const rows = await (await testDb()).select().from(loginAttempts).where(eq(loginAttempts.reason, reason));
    expect(rows).toHaveLength(1);
  }
});

test('an ended attempt keeps no frames, no templates and no face', async () => {
  const { state } = await attemptOf({ ...unknown, problem: undefined }, { frames: 3 });
  expect(Object.keys(state as object).sort()).toEqual(['decisions', 'problems', 'replays', 'usable']);
  expect((state as { decisions: object[] }).decisions).toMatchObject([{ refusal: 'unknown-face', userId: alice }]);
});

test('each abandoned attempt keeps its reason and its problems', async () => {
  const setting = await attempt({ vision: seeing({ problem: 'too-dark', face: undefined }) });
  await next(setting);
  await next(setting);
  for (let i = 0; i < 3; i++) await openAttempt(setting.deps, client, { next: '/' });
  setting.deps.clock.forward(31_000);
  const db = await testDb();
  await endAbandonedAttempts(db, setting.deps.clock());
  const rows = await db.select().from(loginAttempts).orderBy(asc(loginAttempts.openedAt), asc(loginAttempts.frames));
  expect(rows.map(({ outcome }) => outcome)).toEqual(Array(4).fill('abandoned'));
  expect(rows.map(({ reason }) => reason).sort()).toEqual([...Array(3).fill('no-picture'), 'no-usable-frame']);
  expect(rows.find(({ frames }) => frames > 0)?.state).toMatchObject({ problems: { 'too-dark': 2 } });
});
