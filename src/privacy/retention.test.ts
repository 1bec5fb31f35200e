import { beforeEach, expect, test } from 'bun:test';
import { alice, onlyAlice } from '../../test/helpers/camera/attempt.ts';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { auditEvents, enrollments, faceTemplates, loginAttempts, users } from '../db/schema.ts';
import { happened } from '../events/events.store.ts';
import { NO_BUCKET } from '../limits.ts';
import { removeOld } from './retention.ts';

const DAY_MS = 24 * 3_600_000;

async function depsWith(env: Record<string, string> = {}) {
  const forgotten: string[] = [];
  const gallery = { changed: async (userId: string) => void forgotten.push(userId) };
  return { deps: await testDeps({ config: testConfig(env), gallery }), forgotten };
}

beforeEach(truncateAll);

test('attempts and audit rows go when they are as old as the settings say, and not before', async () => {
  const { deps } = await depsWith({ FACELOGIN_ATTEMPT_DAYS: '10', FACELOGIN_AUDIT_DAYS: '20' });
  const at = deps.clock();
  const ended = { openedAt: at, expiresAt: at, endedAt: at, outcome: 'expired' as const };
  await deps.db
    .insert(loginAttempts)
    .values({ ...ended, state: {}, next: '/', recognizer: 'embedding', throttle: NO_BUCKET });
  await happened(deps.db, { at, userId: null, kind: 'registered' });
  const left = async () => [
    (await deps.db.select().from(loginAttempts)).length,
    (await deps.db.select().from(auditEvents)).length,
  ];
  deps.clock.forward(10 * DAY_MS);
  await removeOld(deps);
  expect(await left()).toEqual([1, 1]);
  deps.clock.forward(1);
  await removeOld(deps);
  expect(await left()).toEqual([0, 1]);
  deps.clock.forward(10 * DAY_MS);
  await removeOld(deps);
  expect(await left()).toEqual([0, 0]);
});

test('0 days keep everything', async () => {
  const env = { FACELOGIN_ATTEMPT_DAYS: '0', FACELOGIN_AUDIT_DAYS: '0', FACELOGIN_UNUSED_FACE_DAYS: '0' };
  await onlyAlice();
  const { deps } = await depsWith(env);
  await happened(deps.db, { at: deps.clock(), userId: null, kind: 'registered' });
  deps.clock.forward(36_500 * DAY_MS);
  await removeOld(deps);
  expect(await deps.db.select().from(auditEvents)).toHaveLength(1);
  expect(await deps.db.select().from(enrollments)).toHaveLength(1);
});

test('a face that nobody used goes, with a receipt and out of the gallery; the account stays', async () => {
  await onlyAlice();
  const db = await testDb();
  const { deps, forgotten } = await depsWith({ FACELOGIN_UNUSED_FACE_DAYS: '30' });
  await db.update(enrollments).set({ enrolledAt: deps.clock() });
  deps.clock.forward(31 * DAY_MS);
  await removeOld(deps);
  expect(await db.select().from(faceTemplates)).toEqual([]);
  expect(await db.select().from(users)).toHaveLength(1);
  expect(forgotten).toEqual([alice]);
  const [receipt] = await db.select().from(auditEvents);
  expect(receipt).toMatchObject({ userId: alice, kind: 'face-removed', detail: { reason: 'unused', templates: 1 } });
});

test('a face that was used within the time stays', async () => {
  await onlyAlice();
  const { deps, forgotten } = await depsWith({ FACELOGIN_UNUSED_FACE_DAYS: '30' });
  await deps.db
    .update(enrollments)
    .set({ enrolledAt: deps.clock(), lastUsedAt: new Date(deps.clock().getTime() + 20 * DAY_MS) });
  deps.clock.forward(49 * DAY_MS);
  await removeOld(deps);
  expect(forgotten).toEqual([]);
  expect(await deps.db.select().from(enrollments)).toHaveLength(1);
});
