/** On PGlite alone: other tests run its statements on PostgreSQL. */
import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { clip, signedIn } from '../../test/helpers/camera/enrolling.ts';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { auditEvents, enrollments } from '../db/schema.ts';
import type { Deps } from '../deps.ts';

beforeEach(truncateAll);

test('a face that another account has is enrolled, and the operator can see it', async () => {
  const bob = await signedIn('bob', { gate: true });
  await bob.enroll(clip([7, 24]));
  const alice = await signedIn('alice', { gate: true });
  // One gallery: Alice's engine knows what Bob's was told.
  for (const [userId, own] of bob.gallery) alice.gallery.set(userId, own);
  expect(await alice.enroll(clip([7, 24]))).toMatchObject({ kind: 'enrolled' });
  const events = await (await testDb()).select().from(auditEvents).where(eq(auditEvents.kind, 'face-duplicate'));
  expect(events).toMatchObject([{ userId: alice.session.userId, detail: { other: bob.session.userId } }]);
});

test('one’s own face again, or a new face, is no duplicate', async () => {
  const alice = await signedIn('alice', { gate: true });
  await alice.enroll(clip([7, 24]));
  await alice.enroll(clip([7, 24]));
  const kinds = (await (await testDb()).select().from(auditEvents)).map(({ kind }) => kind);
  expect(kinds).not.toContain('face-duplicate');
});

async function second(refuse: boolean, liveness: Partial<Deps['liveness']>) {
  const bob = await signedIn('bob', { gate: true });
  await bob.enroll(clip([7, 24]));
  const alice = await signedIn('alice', { gate: true });
  for (const [userId, own] of bob.gallery) alice.gallery.set(userId, own);
  alice.deps.config = { ...alice.deps.config, duplicateFaces: refuse ? 'refuse' : 'warn' };
  alice.deps.liveness = { challenge: false, ...liveness };
  return alice;
}
const live = { passive: { passive: 0.5 } };

test('with `refuse` a duplicate is not enrolled, the answer is neutral, and few tries are free', async () => {
  const alice = await second(true, live);
  for (let i = 0; i < 6; i++) {
    expect(await alice.enroll(clip([7, 24]))).toEqual({ kind: 'retry', problems: ['not-possible'] });
  }
  expect(alice.enroll(clip([7, 24]))).rejects.toMatchObject({ code: 'throttled' });
  expect((await (await testDb()).select().from(enrollments)).map(({ userId }) => userId)).not.toContain(
    alice.session.userId,
  );
  const events = await (await testDb()).select().from(auditEvents).where(eq(auditEvents.kind, 'face-duplicate'));
  expect(events[0]).toMatchObject({ detail: { refused: true } });
});

test('with `refuse` a new face is enrolled any number of times', async () => {
  const alice = await second(true, live);
  for (let i = 0; i < 8; i++) expect(await alice.enroll(clip([9, 24]))).toMatchObject({ kind: 'enrolled' });
});

test('without a liveness check a duplicate is not refused: a photograph could have come first', async () => {
  const alice = await second(true, {});
  expect(await alice.enroll(clip([7, 24]))).toMatchObject({ kind: 'enrolled' });
});
