import { beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import {
  alice,
  attempt,
  client,
  known,
  next,
  onlyAlice,
  seeingAmong,
  unknown,
} from '../../../test/helpers/camera/attempt.ts';
import { testDb } from '../../../test/helpers/data/db.ts';
import { queriesOf } from '../../../test/helpers/data/queries.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { faceTemplates, loginAttempts, sessions, throttles, users } from '../../db/schema.ts';
import { policyFor } from '../../policy/policy.ts';
import { decisionRule } from '../../policy/rule.ts';
import type { Client } from '../../principal.ts';
import { DEVICE_PEOPLE, rememberDevice } from '../../sessions/devices.store.ts';
import { openAttempt } from './open.ts';
import { wayOfFace } from './way.ts';

/** A number of people for which no data vouch for the face alone. */
const MANY = 1_000;
const idOf = (number: number) => `00000000-0000-4000-8000-0000000000${(number + 16).toString(16)}`;

async function addPerson(number: number): Promise<string> {
  const name = `person${number}`;
  await (await testDb())
    .insert(users)
    .values({ id: idOf(number), username: name, usernameKey: name, passwordHash: '', displayName: name });
  return idOf(number);
}

/** A known device of these people, who signed in there in this order. */
async function browserOf(...people: string[]): Promise<Client> {
  const { db, clock } = await testDeps();
  let deviceToken: string | undefined;
  for (const userId of people) {
    clock.forward(1_000);
    deviceToken = await rememberDevice(db, { client: { ...client, deviceToken }, userId, now: clock() });
  }
  return { ...client, deviceToken };
}

beforeEach(onlyAlice);

describe('with more people enrolled than the face alone is enough for', () => {
  test('a browser that knows nobody needs a name', async () => {
    for (const from of [client, { ...client, deviceToken: 'forged' }]) {
      const opened = attempt({ vision: seeingAmong(MANY, known), from });
      expect(opened).rejects.toMatchObject({ code: 'name-needed' });
      await opened.catch(() => {});
    }
  });

  test('a known device of the person signs them in by the face alone', async () => {
    const setting = await attempt({ vision: seeingAmong(MANY, known), from: await browserOf(alice) });
    await next(setting);
    expect(await next(setting)).toMatchObject({ kind: 'accepted', displayName: 'Alice' });
    expect(await (await testDb()).select().from(loginAttempts)).toMatchObject([{ mode: 'device', userId: alice }]);
  });

  test('a known device of somebody else does not, even at the highest score', async () => {
    const setting = await attempt({ vision: seeingAmong(MANY, known), from: await browserOf(await addPerson(1)) });
    for (let frame = 0; frame < 8; frame++) expect((await next(setting)).kind).toBe('continue');
    expect(await (await testDb()).select().from(sessions)).toEqual([]);
  });

  test('a face is compared with the last four people who signed in here, at the threshold for four', async () => {
    const people = [alice];
    for (let number = 1; number <= DEVICE_PEOPLE; number++) people.push(await addPerson(number));
    const from = await browserOf(...people);
    const deps = await testDeps({ vision: seeingAmong(MANY, known) });
    const way = await wayOfFace(deps, deps.db, from.deviceToken);
    expect(way).toEqual({ mode: 'device', among: people.slice(1).reverse() });
    const thresholdFor = (people: number) => decisionRule(policyFor(deps), { people }).threshold;
    const threshold = thresholdFor(DEVICE_PEOPLE);
    expect(threshold).toBeLessThan(thresholdFor(MANY));
    expect(threshold).toBeGreaterThanOrEqual(thresholdFor(1));
  });

  test('on a known device of others a given name compares the face with that person alone', async () => {
    const from = await browserOf(await addPerson(1));
    const setting = await attempt({ vision: seeingAmong(MANY, known), from, username: 'alice' });
    await next(setting);
    expect((await next(setting)).kind).toBe('accepted');
  });

  test('a person who becomes known to the device does not change an open attempt', async () => {
    const from = await browserOf(await addPerson(1));
    const setting = await attempt({ vision: seeingAmong(MANY, known), from });
    await rememberDevice(setting.deps.db, { client: from, userId: alice, now: setting.deps.clock() });
    for (let frame = 0; frame < 4; frame++) expect((await next(setting)).kind).toBe('continue');
  });
});

/** The answers and statements of an attempt of a stranger at this browser. */
async function strangerAt(from: Client) {
  await (await testDb()).delete(throttles);
  const deps = await testDeps({ vision: seeingAmong(MANY, unknown) });
  const opened = await queriesOf(deps.db, () => openAttempt(deps, from, { next: '/' }));
  const setting = await attempt({ vision: seeingAmong(MANY, unknown), from });
  const answers: unknown[] = [];
  const queries = await queriesOf(setting.deps.db, async () => {
    for (let frame = 0; frame < 6; frame++) answers.push(await next(setting));
  });
  return { opened, queries, answers };
}

test('a known device tells a stranger nothing of its people: enrolled, disabled, off, or without a face', async () => {
  const db = await testDb();
  const from = await browserOf(alice);
  const enrolled = await strangerAt(from);
  expect(enrolled.queries.length).toBeGreaterThan(15);
  await db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, alice));
  expect(await strangerAt(from)).toEqual(enrolled);
  await db.update(users).set({ disabledAt: null, faceOffAt: new Date() }).where(eq(users.id, alice));
  expect(await strangerAt(from)).toEqual(enrolled);
  await db.delete(faceTemplates);
  expect(await strangerAt(from)).toEqual(enrolled);
  expect(JSON.stringify(enrolled.answers)).not.toMatch(/alice|00000000-/i);
});

test('with `never` everybody gives a name, on a known device, too', async () => {
  const env = { FACELOGIN_IDENTIFICATION: 'never' };
  const opened = attempt({ vision: seeingAmong(MANY, known), env, from: await browserOf(alice) });
  expect(opened).rejects.toMatchObject({ code: 'name-needed' });
  await opened.catch(() => {});
});
