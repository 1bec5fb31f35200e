import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { testClock } from '../../test/helpers/site/deps.ts';
import { hashToken } from '../crypto/tokens.ts';
import type { Database } from '../db/open.ts';
import { sessions, users } from '../db/schema.ts';
import { reauthentication, rememberPassword } from './reauth.store.ts';
import { createSession, endOtherSessions, endSession, listSessions, validateSession } from './sessions.store.ts';

const DAY = 86_400_000;
let db: Database;
let userId = '';
let clock = testClock();

function signIn(): Promise<string> {
  const from = { userAgent: 'Browser', address: '192.0.2.1', now: clock() };
  return createSession(db, { userId, method: 'password', ...from, proofs: [] });
}

beforeEach(async () => {
  await truncateAll();
  db = await testDb();
  clock = testClock();
  const user = { username: 'Anna', usernameKey: 'anna', passwordHash: '-', displayName: 'Anna B' };
  userId = (await db.insert(users).values(user).returning())[0]!.id;
});

test('a cookie finds its session, and the database has only the hash', async () => {
  const token = await signIn();
  const session = await validateSession(db, token, clock());
  expect(session).toMatchObject({ userId, username: 'Anna', displayName: 'Anna B', method: 'password' });
  expect(JSON.stringify(await db.select().from(sessions))).not.toContain(token);
  expect(await validateSession(db, hashToken(token), clock())).toBeNull();
});

test('a session is part of the transaction of its sign-in, and a rollback removes it', async () => {
  const work = db.transaction(async (tx) => {
    const now = clock();
    await createSession(tx, { userId, method: 'face', userAgent: '', address: '', now, proofs: [] });
    throw new Error('undone');
  });
  await expect(work).rejects.toThrow('undone');
  expect(await db.select().from(sessions)).toEqual([]);
});

test('an unused session ends after 30 days', async () => {
  const token = await signIn();
  clock.forward(30 * DAY - 60_000);
  expect(await listSessions(db, userId, clock())).toHaveLength(1);
  clock.forward(120_000);
  expect(await listSessions(db, userId, clock())).toHaveLength(0);
  expect(await validateSession(db, token, clock())).toBeNull();
});

test('a session in use goes on past 30 days and ends after 90', async () => {
  const token = await signIn();
  for (let day = 10; day < 90; day += 10) {
    clock.forward(10 * DAY);
    expect(await validateSession(db, token, clock())).not.toBeNull();
  }
  clock.forward(10 * DAY);
  expect(await validateSession(db, token, clock())).toBeNull();
});

test('a disabled account has no session', async () => {
  const token = await signIn();
  await db.update(users).set({ disabledAt: clock() }).where(eq(users.id, userId));
  expect(await validateSession(db, token, clock())).toBeNull();
});

test('a session notes its last use once a minute', async () => {
  const token = await signIn();
  const start = clock();
  clock.forward(30_000);
  await validateSession(db, token, clock());
  expect((await listSessions(db, userId, clock()))[0]?.lastUsedAt).toEqual(start);
  clock.forward(60_000);
  await validateSession(db, token, clock());
  expect((await listSessions(db, userId, clock()))[0]?.lastUsedAt).toEqual(clock());
});

test('signing out ends one session; signing out elsewhere ends all others', async () => {
  const [one, two, three] = [await signIn(), await signIn(), await signIn()];
  await endSession(db, one);
  expect(await validateSession(db, one, clock())).toBeNull();
  await endOtherSessions(db, userId, hashToken(three));
  expect(await validateSession(db, two, clock())).toBeNull();
  expect(await validateSession(db, three, clock())).not.toBeNull();
});

test('a password given again counts for five minutes, in its session alone', async () => {
  const [sessionHash, other] = [hashToken(await signIn()), hashToken(await signIn())];
  const purpose = 'enrollment' as const;
  await rememberPassword(db, { sessionHash, purpose, consentVersion: '1', now: clock() });
  const row = await reauthentication(db, { sessionHash, purpose, now: clock() });
  expect(row).toMatchObject({ consentVersion: '1', consentedAt: clock() });
  expect(await reauthentication(db, { sessionHash: other, purpose, now: clock() })).toBeFalsy();
  clock.forward(5 * 60_000);
  expect(await reauthentication(db, { sessionHash, purpose, now: clock() })).toBeFalsy();
});
