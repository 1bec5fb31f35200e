/** On PGlite alone: other tests run its statements on PostgreSQL. */
import { beforeEach, expect, test } from 'bun:test';
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
import { testConfig, testDeps } from '../../../test/helpers/site/deps.ts';
import type { Observation } from '../../biometrics/observation.ts';
import { loginAttempts, sessions, throttles, users } from '../../db/schema.ts';
import { openAttempt } from './open.ts';

beforeEach(onlyAlice);

/** An attempt whose frames show this, one after the other. */
const attemptOf = (...frames: Partial<Observation>[]) => attempt({ vision: seeing(...frames), next: '/account/edit' });

test('open attempts count as failed until one succeeds, and the count makes the address wait', async () => {
  const deps = await testDeps({ vision: seeing(known) });
  for (let i = 0; i < 20; i++) expect(await openAttempt(deps, client, { next: '/' })).toHaveProperty('token');
  // The attempt's own 30 seconds and 30 more.
  expect(await openAttempt(deps, client, { next: '/' })).toEqual({ seconds: 60 });
  expect(await openAttempt(deps, { ...client, address: '192.0.2.8' }, { next: '/' })).toHaveProperty('token');
  deps.clock.forward(60_000);
  expect(await openAttempt(deps, client, { next: '/' })).toHaveProperty('token');
  expect(await openAttempt(deps, client, { next: '/' })).toEqual({ seconds: 90 });
  const challenged = { ...deps, liveness: { challenge: true } };
  deps.clock.forward(90_000);
  expect(await openAttempt(challenged, client, { next: '/' })).toHaveProperty('token');
  expect(await openAttempt(challenged, client, { next: '/' })).toEqual({ seconds: 60 + 120 });
});

test('a new camera session has its own 30 seconds, and one without a judged frame goes on', async () => {
  const setting = await attemptOf(unknown);
  const { deps, token } = setting;
  expect(await openAttempt(deps, client, { next: '/', before: token })).toEqual({ token });
  await next(setting);
  const again = await openAttempt(deps, client, { next: '/', before: token });
  expect(again).not.toEqual({ token });
  expect(await next(setting)).toEqual({ kind: 'over' });
  const outcomes = (await (await testDb()).select().from(loginAttempts)).map((row) => row.outcome);
  expect(outcomes.toSorted()).toEqual(['abandoned', null]);
});

test('with a name the face is compared with that person alone', async () => {
  const setting = await attempt({ vision: seeing(known), username: 'Alice' });
  await next(setting);
  expect(await next(setting)).toMatchObject({ kind: 'accepted', displayName: 'Alice' });
  expect(await (await testDb()).select().from(loginAttempts)).toMatchObject([
    { mode: 'verification', claimedUserId: alice, scores: { embedding: 0.95 } },
  ]);
});

test("another person's name, or a name that nobody has, gets the answers of an unknown face", async () => {
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
    const setting = await attempt({ vision: seeing(person), username: name });
    views.push([await next(setting), await next(setting), await next(setting)]);
  }
  expect(views[0]).toEqual(views[2]!);
  expect(views[1]).toEqual(views[2]!);
  expect(await (await testDb()).select().from(sessions)).toEqual([]);
});

test('the claim of an attempt is fixed: another name opens another attempt', async () => {
  const setting = await attempt({ vision: seeing(unknown), username: 'alice' });
  const again = await openAttempt(setting.deps, client, { next: '/', username: 'alice', before: setting.token });
  expect(again).toEqual({ token: setting.token });
  const other = await openAttempt(setting.deps, client, { next: '/', before: setting.token });
  expect(other).not.toEqual({ token: setting.token });
  expect(await next(setting)).toEqual({ kind: 'over' });
});

test('if the face alone is not enough, an attempt without a name does not open and does not count', async () => {
  const deps = await testDeps({ vision: seeing(known), config: testConfig({ FACELOGIN_IDENTIFICATION: 'never' }) });
  expect(openAttempt(deps, client, { next: '/' })).rejects.toMatchObject({ code: 'name-needed' });
  expect(await (await testDb()).select().from(throttles)).toEqual([]);
  expect(await openAttempt(deps, client, { next: '/', username: 'alice' })).toHaveProperty('token');
});
