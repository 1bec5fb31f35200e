/** On PGlite alone: it is about how PGlite is asked. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { rowsOf } from './backup/rows.ts';
import { users } from './schema.ts';
import { keepStatements } from './statements.ts';

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

const MOST = 4;
let client: PGlite;
beforeAll(async () => {
  client = new PGlite();
  await client.waitReady;
  await client.exec('create table things (id int primary key, name text, tags text[], facts jsonb, bytes bytea)');
  keepStatements(client, MOST);
});
beforeEach(async () => {
  await client.exec('truncate things');
});
afterAll(() => client?.close());

const ADD = 'insert into things (id, name) values ($1, $2) returning id';
const NAMES = 'select name from things order by id';
const names = async () => (await client.query<{ name: string }>(NAMES)).rows.map(({ name }) => name);
const keptNow = async () => {
  const [found] = await client.exec('select statement from pg_prepared_statements');
  return found!.rows.map(({ statement }) => statement as string);
};

test('a statement is prepared once, and its values are those of each time', async () => {
  expect((await client.query(ADD, [1, 'one'])).rows).toEqual([{ id: 1 }]);
  expect(await client.query(ADD, [2, 'two'])).toMatchObject({ rows: [{ id: 2 }], affectedRows: 1 });
  expect(await names()).toEqual(['one', 'two']);
  expect((await keptNow()).filter((text) => text === ADD)).toHaveLength(1);
});

test('every kind of value arrives as it was given', async () => {
  const row = { id: 1, name: "o'ne", tags: ['a', 'b,"c'], facts: { deep: [1, null] }, bytes: new Uint8Array([0, 255]) };
  const given = [...Object.values(row)];
  await client.query('insert into things (id, name, tags, facts, bytes) values ($1, $2, $3, $4, $5)', given);
  expect((await client.query('select * from things where name = $1', [row.name])).rows).toEqual([row]);
  await client.query('update things set name = $1, facts = $2', [null, undefined]);
  expect((await client.query('select name, facts from things')).rows).toEqual([{ name: null, facts: null }]);
});

test('a statement that is refused is refused each time, and others go on', async () => {
  await client.query(ADD, [1, 'one']);
  for (const _ of [1, 2]) {
    await expect(client.query(ADD, [1, 'again'])).rejects.toMatchObject({ code: '23505' });
    await expect(client.query('select nothing from things')).rejects.toMatchObject({ code: '42703' });
    expect(await names()).toEqual(['one']);
  }
});

test('a transaction that fails leaves nothing, and what it prepared still serves', async () => {
  const failing = client.transaction(async (tx) => {
    await tx.query(ADD, [1, 'one']);
    await expect(tx.query(ADD, [1, 'again'])).rejects.toMatchObject({ code: '23505' });
    await expect(tx.query('select 1 as first')).rejects.toMatchObject({ code: '25P02' });
    throw new Error('enough');
  });
  await expect(failing).rejects.toThrow('enough');
  expect(await names()).toEqual([]);
  expect((await client.query('select 1 as first')).rows).toEqual([{ first: 1 }]);
  expect((await client.query(ADD, [1, 'one'])).rows).toEqual([{ id: 1 }]);
});

test('nobody else asks within a transaction, and it ends with its work', async () => {
  let late: Parameters<Parameters<PGlite['transaction']>[0]>[0] | undefined;
  let outside: Promise<string[]> | undefined;
  await client.transaction(async (tx) => {
    await tx.query(ADD, [1, 'one']);
    outside = names();
    await tx.query(ADD, [2, 'two']);
    late = tx;
  });
  expect(await outside).toEqual(['one', 'two']);
  await expect(late!.query(ADD, [3, 'three'])).rejects.toThrow('Transaction is closed');
});

test('of many statements the ones used last are kept', async () => {
  for (const number of Array.from({ length: 3 * MOST }, (_, index) => index)) {
    expect((await client.query(`select ${number} as it`)).rows).toEqual([{ it: number }]);
    await names();
  }
  const kept = await keptNow();
  expect(kept).toHaveLength(MOST);
  expect(kept).toContain(NAMES);
  expect((await client.query('select 0 as it')).rows).toEqual([{ it: 0 }]);
});

test('a statement goes on where its table has changed', async () => {
  await client.query(ADD, [1, 'one']);
  await client.exec('alter table things add column more int not null default 5');
  expect((await client.query(ADD, [2, 'two'])).rows).toEqual([{ id: 2 }]);
  expect(await names()).toEqual(['one', 'two']);
  await client.exec('alter table things drop column more');
});
