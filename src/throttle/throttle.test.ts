import { beforeEach, expect, test } from 'bun:test';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { testClock } from '../../test/helpers/site/deps.ts';
import { claimTry, takeBack } from './throttle.store.ts';

const bucket = { key: 'test', policy: { free: 3, firstSeconds: 30, mostSeconds: 100 } };
const shared = { ...bucket, key: 'test:address:192.0.2.1' };
beforeEach(truncateAll);

test('the wait comes after the free failures, doubles up to the limit and is not lengthened by asking', async () => {
  const db = await testDb();
  const clock = testClock();
  for (let i = 0; i < 3; i++) expect(await claimTry(db, bucket, clock())).toBe(0);
  for (const seconds of [30, 60, 100, 100]) {
    expect(await claimTry(db, bucket, clock())).toBe(0);
    expect(await claimTry(db, bucket, clock())).toBe(seconds);
    expect(await claimTry(db, bucket, clock())).toBe(seconds);
    clock.forward(seconds * 1000);
  }
});

test('of many tries at the same moment only the free ones and the one that starts the wait are taken', async () => {
  const db = await testDb();
  const now = testClock()();
  const answers = await Promise.all(Array.from({ length: 20 }, () => claimTry(db, bucket, now)));
  expect(answers.filter((seconds) => seconds === 0)).toHaveLength(4);
});

test('a success starts the row anew', async () => {
  const db = await testDb();
  const now = testClock()();
  for (let i = 0; i < 3; i++) await claimTry(db, bucket, now);
  await takeBack(db, bucket.key);
  for (let i = 0; i < 4; i++) expect(await claimTry(db, bucket, now)).toBe(0);
  expect(await claimTry(db, bucket, now)).toBe(30);
});

test('a success at a shared address gives back one try only', async () => {
  const db = await testDb();
  const now = testClock()();
  for (let i = 0; i < 3; i++) await claimTry(db, shared, now);
  await takeBack(db, shared.key);
  expect(await claimTry(db, shared, now)).toBe(0);
  expect(await claimTry(db, shared, now)).toBe(0);
  expect(await claimTry(db, shared, now)).toBe(30);
});

test('failures of yesterday are forgotten', async () => {
  const db = await testDb();
  const clock = testClock();
  for (let i = 0; i < 4; i++) await claimTry(db, bucket, clock());
  clock.forward(25 * 3_600_000);
  for (let i = 0; i < 4; i++) expect(await claimTry(db, bucket, clock())).toBe(0);
});
