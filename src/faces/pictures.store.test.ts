/** When the last use of a face is noted that a program found. Retention counts from there. */
import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { addUser, enrollFace } from '../../test/helpers/data/faces.ts';
import { testDeps } from '../../test/helpers/site/deps.ts';
import { enrollments, users } from '../db/schema.ts';
import { markFound } from './pictures.store.ts';

const HOUR_MS = 3_600_000;
let deps: Awaited<ReturnType<typeof testDeps>>;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
});

async function enrolled(name: string, subject: boolean): Promise<string> {
  const id = await addUser(deps, name);
  await deps.db.update(users).set({ subject }).where(eq(users.id, id));
  await enrollFace(deps, id, 1);
  return id;
}

/** Marks somebody as found. @returns the last use that is noted by then. */
async function found(id: string): Promise<Date | null> {
  await markFound(deps.db, id, deps.clock());
  const [row] = await deps.db.select().from(enrollments).where(eq(enrollments.userId, id));
  return row!.lastUsedAt;
}

test('the first time, and then once a day', async () => {
  const id = await enrolled('visitor', true);
  const first = deps.clock();
  expect(await found(id)).toEqual(first);
  deps.clock.forward(24 * HOUR_MS);
  expect(await found(id)).toEqual(first);
  deps.clock.forward(1);
  expect(await found(id)).toEqual(deps.clock());
});

test('of nobody else, and of nobody who can sign in: their sign-ins count', async () => {
  const [id, other] = [await enrolled('visitor', true), await enrolled('other', true)];
  await found(id);
  const [row] = await deps.db.select().from(enrollments).where(eq(enrollments.userId, other));
  expect(row!.lastUsedAt).toBeNull();
  expect(await found(await enrolled('anna', false))).toBeNull();
});
