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
import { queriesOf } from '../../../test/helpers/data/queries.ts';
import { loginAttempts, users } from '../../db/schema.ts';
import type { Deps } from '../../deps.ts';
import { rememberDevice } from '../../sessions/devices.store.ts';
import { openAttempt } from './open.ts';

const bob = '00000000-0000-4000-8000-00000000000b';

beforeEach(onlyAlice);

type Case = { who: Parameters<typeof seeing>[0]; username?: string };

/** The statements and the answers of eight frames of an attempt. */
async function work({ who, username = '' }: Case, options: Partial<Deps> & { env?: Record<string, string> }) {
  const db = await testDb();
  const deviceToken = await rememberDevice(db, { client, userId: bob, now: new Date() });
  const setting = await attempt({ vision: seeing(who), username, from: { ...client, deviceToken }, ...options });
  const answers: unknown[] = [];
  const queries = await queriesOf(db, async () => {
    for (let i = 0; i < 8; i++) {
      const answer = await next(setting);
      answers.push('move' in answer ? { ...answer, move: 'asked' } : answer);
    }
  });
  return { queries, answers };
}

async function registerBob(): Promise<void> {
  const name = { username: 'bob', usernameKey: 'bob', passwordHash: '', displayName: 'Bob' };
  await (await testDb()).insert(users).values({ id: bob, ...name });
}

const withheld: [string, Partial<typeof users.$inferInsert>, Record<string, string>][] = [
  ['is off', { faceOffAt: new Date() }, {}],
  ['belongs to a disabled account', { disabledAt: new Date() }, {}],
  ["is on somebody else's device", {}, { FACELOGIN_FACE_DEVICES: 'known' }],
];

for (const challenge of [false, true]) {
  test.each(withheld)(`a face that %s costs the work of a stranger (challenge: ${challenge})`, async (...given) => {
    const [, account, env] = given;
    await registerBob();
    if (Object.keys(account).length > 0) await (await testDb()).update(users).set(account);
    const options = { liveness: { challenge }, env };
    const stranger = await work({ who: unknown }, options);
    expect(stranger.queries.length).toBeGreaterThan(20);
    expect(await work({ who: known }, options)).toEqual(stranger);
  });
}

test('an unknown name, one without a face and one whose face is off cost the same work, also to open an attempt', async () => {
  await registerBob();
  await (await testDb()).update(users).set({ faceOffAt: new Date() });
  const names = ['nobody.here', 'bob', 'alice'];
  const seen = [];
  for (const username of names) seen.push(await work({ who: known, username }, {}));
  for (const one of seen.slice(1)) expect(one).toEqual(seen[0]!);
  const opened = [];
  for (const username of names) {
    const { deps } = await attempt({ vision: seeing(known) });
    opened.push(await queriesOf(deps.db, () => openAttempt(deps, client, { next: '/', username })));
  }
  expect(opened[0]!.length).toBeGreaterThan(5);
  for (const one of opened.slice(1)) expect(one).toEqual(opened[0]!);
});

/** A face that is as much like Bob's as like Alice's: one person with two accounts. */
const twins = { candidates: [...known.candidates, { userId: bob, templateId: bob, score: 0.949 }] };

test('a face that two accounts share gets the answers and the work of a stranger, to the end', async () => {
  await registerBob();
  const seen = [];
  for (const who of [unknown, twins]) {
    const db = await testDb();
    const setting = await attempt({ vision: seeing(who), liveness: { challenge: false } });
    const answers: unknown[] = [];
    const queries = await queriesOf(db, async () => {
      for (let i = 0; i < 24; i++) answers.push(await next(setting));
      answers.push(await next(setting, 31_000));
    });
    seen.push({ queries, answers });
  }
  expect(seen[1]).toEqual(seen[0]!);
  expect(seen[1]!.answers.at(-1)).toEqual({ kind: 'over', why: 'not-recognised-alone' });
  const rows = await (await testDb()).select().from(loginAttempts);
  const shared = rows.find(({ reason }) => reason === 'not-clear');
  expect(shared?.state.decisions?.at(-1)).toMatchObject({ userId: alice, otherUserId: bob });
});

test('only a face that signs in costs more', async () => {
  const options = { liveness: { challenge: false } };
  await registerBob();
  const accepted = await work({ who: known }, options);
  expect(accepted.answers).toContainEqual(expect.objectContaining({ kind: 'accepted' }));
  expect(accepted.queries.join()).toContain(`insert into "sessions"`);
});
