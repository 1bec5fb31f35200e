import { beforeEach, expect, test } from 'bun:test';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { templateKeys } from '../crypto/templates.ts';
import { seenElsewhere } from './seen-frames.store.ts';

const [first, second] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
const [old, fresh] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const image = new Uint8Array([1, 2, 3]);
const now = new Date('2026-03-02T10:00:00Z');

beforeEach(truncateAll);

test('a frame that another attempt showed under the former template key is a replay', async () => {
  const db = await testDb();
  const before = templateKeys(old);
  expect(await seenElsewhere(db, { fingerprint: before.fingerprint(image), attemptId: first, now })).toBe(false);
  const after = templateKeys(fresh, old);
  const seen = { fingerprint: after.fingerprint(image), formerFingerprints: after.formerFingerprints(image), now };
  expect(await seenElsewhere(db, { ...seen, attemptId: second })).toBe(true);
  expect(await seenElsewhere(db, { ...seen, attemptId: first })).toBe(false);
  const tomorrow = new Date(now.getTime() + 24 * 3_600_000 + 1);
  expect(await seenElsewhere(db, { ...seen, attemptId: second, now: tomorrow })).toBe(false);
});
