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
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { knownDevices, loginAttempts, sessions, throttles, users } from '../../db/schema.ts';
import { rememberDevice } from '../../sessions/devices.store.ts';
import { openAttempt } from './open.ts';

const bob = '00000000-0000-4000-8000-00000000000b';
const env = { FACELOGIN_FACE_DEVICES: 'known' };

beforeEach(async () => {
  await onlyAlice();
  const name = { username: 'bob', usernameKey: 'bob', passwordHash: '', displayName: 'Bob' };
  await (await testDb()).insert(users).values({ id: bob, ...name });
});

/** A known device of this person. */
async function deviceOf(userId: string) {
  const { db, clock } = await testDeps();
  return { ...client, deviceToken: await rememberDevice(db, { client, userId, now: clock() }) };
}

test('with `known`, no attempt opens on an unknown device, and none counts', async () => {
  for (const from of [client, { ...client, deviceToken: 'forged' }]) {
    const opened = attempt({ vision: seeing(known), env, from });
    expect(opened).rejects.toMatchObject({ code: 'unknown-device' });
    await opened.catch(() => {});
  }
  expect(await (await testDb()).select().from(throttles)).toEqual([]);
});

test("a face signs in on a known device of its own account, not on somebody else's", async () => {
  const own = await attempt({ vision: seeing(known), env, from: await deviceOf(alice) });
  await next(own);
  expect((await next(own)).kind).toBe('accepted');
  const others = await attempt({ vision: seeing(known), env, from: await deviceOf(bob) });
  for (let i = 0; i < 6; i++) expect((await next(others)).kind).toBe('continue');
  await next(others, 31_000);
  expect(await (await testDb()).select().from(sessions)).toHaveLength(1);
  const reasons = (await (await testDb()).select().from(loginAttempts)).map((row) => row.reason);
  expect(reasons.toSorted()).toEqual([null, 'unknown-device']);
});

test("on somebody else's device a known face, a stranger and a given name get the same answers", async () => {
  const from = await deviceOf(bob);
  const seenBy = [];
  for (const [who, username] of [
    [known, ''],
    [unknown, ''],
    [known, 'alice'],
    [known, 'nobody.here'],
  ] as const) {
    const setting = await attempt({ vision: seeing(who), env, from, username });
    const views = [];
    for (let i = 0; i < 6; i++) views.push(await next(setting));
    seenBy.push(views);
  }
  for (const views of seenBy.slice(1)) expect(views).toEqual(seenBy[0]!);
});

test('a device that is forgotten during the camera session signs nobody in', async () => {
  const setting = await attempt({ vision: seeing(known), env, from: await deviceOf(alice) });
  await next(setting);
  await (await testDb()).delete(knownDevices);
  expect((await next(setting)).kind).toBe('continue');
});

test('with `any`, an attempt opens on an unknown device', async () => {
  const deps = await testDeps({ vision: seeing(known) });
  expect(await openAttempt(deps, client, { next: '/' })).toHaveProperty('token');
});
