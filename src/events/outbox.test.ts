import { beforeEach, expect, test } from 'bun:test';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { auditEvents } from '../db/schema.ts';
import { type Event, happened } from './events.store.ts';
import { createOutbox } from './outbox.ts';

const at = new Date('2026-03-02T10:00:00Z');
const event = (kind: Event['kind']): Event => ({ at, userId: null, kind });

beforeEach(truncateAll);

test('readers hear of the events of a transaction after its commit, in order', async () => {
  const db = await testDb();
  const told: unknown[] = [];
  const outbox = createOutbox(
    db,
    async ({ kind }) => void told.push(kind, (await db.select().from(auditEvents)).length),
  );
  const result = await outbox.commit(async (tx) => {
    await happened(tx, event('invite-made'));
    await happened(tx, event('exported'));
    expect(told).toEqual([]);
    return 'done';
  });
  expect([result, ...told]).toEqual(['done', 'invite-made', 2, 'exported', 2]);
});

test('a transaction that is rolled back tells nobody and leaves no row', async () => {
  const db = await testDb();
  const told: Event[] = [];
  const outbox = createOutbox(db, async (one) => void told.push(one));
  const failed = outbox.commit(async (tx) => {
    await happened(tx, event('invite-made'));
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  expect([told, await db.select().from(auditEvents)]).toEqual([[], []]);
});
