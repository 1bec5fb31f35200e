/** On PGlite alone: it is about PGlite's own parsers. */
import { expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { rowsOf } from './backup/rows.ts';
import { users } from './schema.ts';

const TIMES = sql`select
  '2026-03-02 10:00:00+00'::timestamptz as at, '2026-03-02'::date as day, array['2026-03-02']::date[] as days,
  '1 hour'::interval as during, array[1.50]::numeric[] as amounts, 7 as number, true as yes, array[1, 2] as numbers`;
const READ = {
  ...{ at: '2026-03-02 10:00:00+00', day: '2026-03-02', days: '{2026-03-02}', during: '01:00:00', amounts: '{1.50}' },
  ...{ number: 7, yes: true, numbers: [1, 2] },
};

test('times come as PostgreSQL writes them, all else as PGlite reads it, within a transaction and without', async () => {
  const db = await testDb();
  expect(rowsOf(await db.execute(TIMES))).toEqual([READ]);
  await db.transaction(async (tx) => {
    expect(rowsOf(await tx.execute(TIMES))).toEqual([READ]);
    await tx.transaction(async (inner) => expect(rowsOf(await inner.execute(TIMES))).toEqual([READ]));
  });
});

test('a moment that was stored is the same moment when it is read', async () => {
  await truncateAll();
  const db = await testDb();
  const createdAt = new Date('2026-03-02T10:00:00.123Z');
  await db.insert(users).values({ username: 'a', usernameKey: 'a', passwordHash: '-', displayName: 'A', createdAt });
  expect(await db.select({ createdAt: users.createdAt }).from(users)).toEqual([{ createdAt }]);
});
