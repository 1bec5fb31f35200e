/**
 * The database of a test process: PGlite in memory, or a separate database on the server of TEST_DATABASE_URL, whose
 * user must be allowed to create databases. A process opens and migrates it once and empties it between tests.
 */
import type { PGlite } from '@electric-sql/pglite';
import { getTableName } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/pglite';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import { migrateDatabase } from '../../../src/db/migrate.ts';
import type { Database } from '../../../src/db/open.ts';
import { createClient } from '../../../src/db/postgres/postgres.ts';
import * as schema from '../../../src/db/schema.ts';
import { projectRoot } from '../root.ts';
import { blankInMemory } from './blank.ts';

const PREFIX = 'facelogin_test_';

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Drops databases of ended test processes. bun:test has no hook after its last file in which to drop one's own. */
async function dropLeftovers(server: ReturnType<typeof createClient>): Promise<void> {
  const found = await server<{ name: string }[]>`
    select datname as name from pg_database where starts_with(datname, ${PREFIX})`;
  for (const { name } of found) {
    if (isRunning(Number(name.slice(PREFIX.length)))) continue;
    await server`drop database if exists ${server(name)}`.catch((error: { code?: string }) => {
      // 55006: the tests of another machine use it.
      if (error.code !== '55006') throw error;
    });
  }
}

/** Creates an empty database on the test server. @returns its address. */
async function freshDatabase(url: string): Promise<string> {
  const server = createClient(url, { max: 1 });
  try {
    await dropLeftovers(server);
    const name = `${PREFIX}${process.pid}`;
    await server`drop database if exists ${server(name)}`;
    await server`create database ${server(name)}`;
    const own = new URL(url);
    own.pathname = `/${name}`;
    return own.href;
  } finally {
    await server.end();
  }
}

async function open(): Promise<Database> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) {
    return drizzle(await blankInMemory(), { schema });
  }
  const url = await freshDatabase(server);
  const db = drizzlePostgres(createClient(url), { schema });
  await migrateDatabase(db, { kind: 'postgres', root: projectRoot });
  return db;
}

let opened: Promise<Database> | undefined;

/** The database of this test process. */
export function testDb(): Promise<Database> {
  opened ??= open();
  return opened;
}

const tables = Object.values(schema)
  .filter((value) => value instanceof PgTable)
  .map((table) => `"${getTableName(table)}"`);

const deleted = (from: string[]) =>
  `with ${from.map((table, index) => `t${index} as (delete from ${table})`).join(', ')} select 1`;

/** PGlite deletes the few rows of a test many times faster than it truncates, and keeps the statement. */
const emptied = deleted(tables);
const locked = `lock table ${tables.join(', ')}`;
const full = tables.map((table) => `select '${table}' as name where exists (select from ${table})`).join(' union all ');

/**
 * The lock waits for open transactions of other connections. PostgreSQL truncates a table in ten times the time. Where
 * nothing is left of deleted rows, new ones stand in the order in which a test writes them: hence `vacuum`.
 */
async function emptyServer(client: ReturnType<typeof createClient>): Promise<void> {
  const names = await client.begin(async (transaction) => {
    await transaction.unsafe(locked);
    const found = await transaction.unsafe<{ name: string }[]>(full, [], { prepare: true });
    const filled = found.map(({ name }) => name);
    if (filled.length > 0) await transaction.unsafe(deleted(filled));
    return filled;
  });
  if (names.length > 0) await client.unsafe(`vacuum ${names.join(', ')}`);
}

/** Empties every table. */
export async function truncateAll(): Promise<void> {
  const { $client } = (await testDb()) as unknown as { $client: PGlite | ReturnType<typeof createClient> };
  if (process.env.TEST_DATABASE_URL) await emptyServer($client as ReturnType<typeof createClient>);
  else await ($client as PGlite).query(emptied);
}
