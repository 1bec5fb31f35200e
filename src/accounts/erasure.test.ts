import { beforeEach, expect, test } from 'bun:test';
import { getTableName, sql } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import * as schema from '../db/schema.ts';
import { happened } from '../events/events.store.ts';
import { NO_BUCKET } from '../limits.ts';
import { createSession } from '../sessions/sessions.store.ts';
import { erasePerson } from './erasure.store.ts';

const { auditEvents, loginAttempts, throttles, users } = schema;
const gone = '00000000-0000-4000-8000-00000000000a';
const stays = '00000000-0000-4000-8000-00000000000b';
const now = new Date('2026-03-02T10:00:00Z');

const person = (id: string, username: string) => ({
  ...{ id, username, usernameKey: username, passwordHash: '', displayName: username },
});
const attempt = (values: Partial<typeof loginAttempts.$inferInsert>) => ({
  ...{ openedAt: now, expiresAt: now, state: {}, next: '/', recognizer: 'embedding', throttle: NO_BUCKET, ...values },
});

beforeEach(async () => {
  await truncateAll();
  const db = await testDb();
  await db.insert(users).values([person(gone, 'leaving'), person(stays, 'staying')]);
  for (const userId of [gone, stays]) {
    await createSession(db, { userId, method: 'face', address: '192.0.2.1', userAgent: '', now, proofs: [] });
    await happened(db, { at: now, userId, kind: 'registered' });
  }
});

/** Every row of every table, as text. */
async function everything(): Promise<string> {
  const db = await testDb();
  const tables = Object.values(schema).filter((value) => value instanceof PgTable);
  const found: unknown[] = [];
  for (const table of tables) {
    const row = sql<string>`${sql.identifier(getTableName(table))}::text`;
    found.push(...(await db.select({ row }).from(table)));
  }
  return JSON.stringify(found);
}

test('after an erasure no row of any table names the person, and the others keep theirs', async () => {
  const db = await testDb();
  await happened(db, { at: now, userId: stays, kind: 'face-duplicate', detail: { other: gone } });
  await happened(db, { at: now, userId: stays, actorId: gone, kind: 'sessions-ended' });
  await db
    .insert(loginAttempts)
    .values([
      attempt({ userId: gone, endedAt: now, outcome: 'accepted', scores: { embedding: 0.9 } }),
      attempt({ claimedUserId: gone, mode: 'verification', tokenHash: 'running' }),
      attempt({ state: { matchedUserId: gone }, throttle: { kind: 'face-device', account: gone } }),
      attempt({ userId: stays, throttle: { kind: 'face-device', account: stays } }),
    ]);
  await db
    .insert(throttles)
    .values({ kind: 'password-device', subject: 'x', account: gone, shared: false, failures: 3, updatedAt: now });
  expect(await everything()).toContain(gone);
  await db.transaction((tx) => erasePerson(tx, { userId: gone, now }));
  const left = await everything();
  expect(left).not.toContain(gone);
  expect(left).not.toContain('leaving');
  expect(left).toContain(stays);
  expect(await db.select().from(loginAttempts)).toHaveLength(4);
});

test('all audit rows of an erased person carry one pseudonym, and two people get two', async () => {
  const db = await testDb();
  await happened(db, { at: now, userId: stays, actorId: gone, kind: 'sessions-ended' });
  const first = await db.transaction((tx) => erasePerson(tx, { userId: gone, now }));
  const second = await db.transaction((tx) => erasePerson(tx, { userId: stays, now }));
  expect(first).not.toBe(second);
  const rows = await db.select().from(auditEvents);
  const kindsOf = (name: string) =>
    rows
      .filter(({ pseudonym }) => pseudonym === name)
      .map(({ kind }) => kind)
      .sort();
  expect(kindsOf(first)).toEqual(['account-deleted', 'registered']);
  expect(kindsOf(second)).toEqual(['account-deleted', 'registered', 'sessions-ended']);
  expect(rows.find(({ kind }) => kind === 'sessions-ended')?.detail).toEqual({ actor: first });
});

test('an attempt that is about the person and still runs is over', async () => {
  const db = await testDb();
  await db.insert(loginAttempts).values(attempt({ claimedUserId: gone, tokenHash: 'running' }));
  await db.transaction((tx) => erasePerson(tx, { userId: gone, now }));
  expect(await db.select().from(loginAttempts)).toMatchObject([
    { outcome: 'abandoned', tokenHash: null, endedAt: now },
  ]);
});
