import { beforeEach, expect, test } from 'bun:test';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { testClock } from '../../test/helpers/site/deps.ts';
import { type Bucket, LIMITS } from '../limits.ts';
import { claimOrThrow, claimTry, clearAccount, takeBack } from './throttle.store.ts';

const bucket = { kind: 'password-device', subject: 'a device', account: 'anna' } as const;
const { free } = LIMITS['password-device'];
const shared = { kind: 'setup-address', subject: '192.0.2.1' } as const;
beforeEach(truncateAll);

test('the wait begins after the free failures, doubles up to the limit, and asking does not prolong it', async () => {
  const db = await testDb();
  const clock = testClock();
  for (let i = 0; i < free; i++) expect(await claimTry(db, bucket, clock())).toBe(0);
  for (const seconds of [30, 60, 120, 240, 480, 900, 900]) {
    expect(await claimTry(db, bucket, clock())).toBe(0);
    expect(await claimTry(db, bucket, clock())).toBe(seconds);
    expect(await claimTry(db, bucket, clock())).toBe(seconds);
    clock.forward(seconds * 1000);
  }
});

test('of many simultaneous tries only the free ones and the one that starts the wait may go on', async () => {
  const db = await testDb();
  const now = testClock()();
  const answers = await Promise.all(Array.from({ length: 20 }, () => claimTry(db, bucket, now)));
  expect(answers.filter((seconds) => seconds === 0)).toHaveLength(free + 1);
});

test('a success starts the count anew', async () => {
  const db = await testDb();
  const now = testClock()();
  for (let i = 0; i < free; i++) await claimTry(db, bucket, now);
  await takeBack(db, bucket);
  for (let i = 0; i < free + 1; i++) expect(await claimTry(db, bucket, now)).toBe(0);
  expect(await claimTry(db, bucket, now)).toBe(30);
});

test('a success at a shared address takes back one try only', async () => {
  const db = await testDb();
  const now = testClock()();
  for (let i = 0; i < LIMITS['setup-address'].free; i++) await claimTry(db, shared, now);
  await takeBack(db, shared);
  expect(await claimTry(db, shared, now)).toBe(0);
  expect(await claimTry(db, shared, now)).toBe(0);
  expect(await claimTry(db, shared, now)).toBe(30);
});

test('failures count for a day', async () => {
  const db = await testDb();
  const clock = testClock();
  for (let i = 0; i < free + 1; i++) await claimTry(db, bucket, clock());
  clock.forward(25 * 3_600_000);
  for (let i = 0; i < free + 1; i++) expect(await claimTry(db, bucket, clock())).toBe(0);
});

test('claimOrThrow throws an error with the seconds to wait', async () => {
  const db = await testDb();
  const now = testClock()();
  for (let i = 0; i < free + 1; i++) await claimOrThrow(db, bucket, now);
  await expect(claimOrThrow(db, bucket, now)).rejects.toMatchObject({ code: 'throttled', retryAfter: 30 });
});

test('buckets that differ in one part count apart, and clearing an account clears all of its own', async () => {
  const db = await testDb();
  const now = testClock()();
  const others: Bucket[] = [
    { ...bucket, kind: 'second-device' },
    { ...bucket, subject: '' },
    { ...bucket, account: 'ben' },
  ];
  for (const one of [bucket, ...others]) {
    for (let i = 0; i < free + 1; i++) expect(await claimTry(db, one, now)).toBe(0);
    expect(await claimTry(db, one, now)).toBe(30);
  }
  await clearAccount(db, 'anna');
  for (const one of [bucket, ...others.slice(0, 2)]) expect(await claimTry(db, one, now)).toBe(0);
  expect(await claimTry(db, { ...bucket, account: 'ben' }, now)).toBe(30);
});
