/** Opens the database: the embedded PGlite in the data folder, or PostgreSQL by its address. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { Config } from '../config.ts';
import { DatabaseError } from './errors.ts';
import { lockFolder } from './lock.ts';
import * as schema from './schema.ts';

/** The database, or a transaction of it: queries take either, and are the same for both kinds. */
export type Queryable = PgDatabase<PgQueryResultHKT, typeof schema>;
export type Database = Queryable;

export type OpenedDatabase = {
  db: Database;
  kind: 'pglite' | 'postgres';
  /** The server's version, as it says it. */
  version: string;
  /** Runs SQL as it is, on one connection: for migrations, which are several statements. */
  single<T>(work: (db: Database) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** The oldest PostgreSQL that the migrations are written for. */
const OLDEST = 15;
/** Seconds to wait for a connection. */
const CONNECT_SECONDS = 5;

async function openPglite(folder: string): Promise<OpenedDatabase> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(folder);
  try {
    const client = await PGlite.create(join(folder, 'pglite'));
    const db: Database = drizzlePglite(client, { schema });
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return {
      db,
      kind: 'pglite',
      version: rows[0]?.server_version ?? '',
      single: (work) => work(db),
      close: () => client.close().finally(unlock),
    };
  } catch (cause) {
    unlock();
    throw new DatabaseError(`Cannot open the embedded database in ${folder}: ${(cause as Error).message}`, { cause });
  }
}

/** What a failed connection means, without the address: it holds the password. */
function unreachable(url: string, cause: unknown): DatabaseError {
  const { hostname, port, pathname } = new URL(url);
  const error = cause as NodeJS.ErrnoException;
  const why = error.message || error.code || 'no answer';
  return new DatabaseError(`Cannot reach PostgreSQL at ${hostname}:${port || 5432}${pathname} (DATABASE_URL): ${why}`, { cause });
}

async function openPostgres(url: string): Promise<OpenedDatabase> {
  const options = { connect_timeout: CONNECT_SECONDS, onnotice: () => {} };
  const client = postgres(url, { ...options, max: 10 });
  const close = () => client.end({ timeout: 1 });
  let version: string;
  try {
    const [row] = await client<{ server_version: string }[]>`show server_version`;
    version = row?.server_version ?? '';
  } catch (cause) {
    await close();
    throw unreachable(url, cause);
  }
  if (Number.parseInt(version, 10) < OLDEST) {
    await close();
    throw new DatabaseError(`PostgreSQL ${version} is too old: FaceLogin needs ${OLDEST} or newer.`);
  }
  const single = async <T>(work: (db: Database) => Promise<T>): Promise<T> => {
    const one = postgres(url, { ...options, max: 1 });
    return work(drizzlePostgres(one, { schema })).finally(() => one.end({ timeout: 1 }));
  };
  return { db: drizzlePostgres(client, { schema }), kind: 'postgres', version, single, close };
}

/**
 * Opens the database that the settings name.
 * @throws {DatabaseError} with one line: in use, unreachable, too old.
 */
export function openDatabase(config: Pick<Config, 'databaseUrl' | 'data'>): Promise<OpenedDatabase> {
  return config.databaseUrl ? openPostgres(config.databaseUrl) : openPglite(config.data);
}
