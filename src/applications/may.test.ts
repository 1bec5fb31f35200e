import { beforeEach, describe, expect, test } from 'bun:test';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { users } from '../db/schema.ts';
import { addGroup, addMembers } from './groups.store.ts';
import { isFor, mayUse } from './may.ts';

const nobody = { enabled: true, audience: 'chosen' as const, groups: [] as string[], people: [] as string[] };

beforeEach(truncateAll);

async function personInGroup() {
  const db = await testDb();
  const [user] = await db
    .insert(users)
    .values({ username: 'ana', usernameKey: 'ana', passwordHash: '', displayName: 'Ana' })
    .returning();
  const groupId = (await addGroup(db, 'cooks', new Date()))!;
  await addMembers(db, groupId, [user!.id]);
  return { db, userId: user!.id, groupId };
}

describe('an application', () => {
  test('for everybody takes anybody', async () => {
    const { db, userId } = await personInGroup();
    expect(await mayUse(db, { ...nobody, audience: 'everybody' }, userId)).toBe(true);
  });

  test('for chosen people takes those and no other', async () => {
    const { db, userId } = await personInGroup();
    expect(await mayUse(db, { ...nobody, people: [userId] }, userId)).toBe(true);
    expect(await mayUse(db, nobody, userId)).toBe(false);
  });

  test('for a group takes its members', async () => {
    const { db, userId, groupId } = await personInGroup();
    expect(await mayUse(db, { ...nobody, groups: [groupId] }, userId)).toBe(true);
    expect(await mayUse(db, { ...nobody, groups: [userId] }, userId)).toBe(false);
  });

  test('that is off takes nobody', async () => {
    const { db, userId, groupId } = await personInGroup();
    const off = { enabled: false, audience: 'everybody' as const, groups: [groupId], people: [userId] };
    expect(await mayUse(db, off, userId)).toBe(false);
    expect(isFor(off, { userId, groupIds: [groupId] })).toBe(false);
  });
});
