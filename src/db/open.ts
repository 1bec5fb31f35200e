/** Opens the database: the embedded PGlite in the data folder, or a PostgreSQL server. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import { ownersAdvice } from '../owner/advice.ts';
import { DatabaseError } from './errors.ts';
import { type Changes, listenEmbedded, listenForChanges, requireNotifications } from './listen.ts';
import { lockFolder } from './lock.ts';
import { openEmbedded } from './pglite.ts';
import { connect, describeFailure } from './postgres/postgres.ts';
import * as schema from './schema.ts';

export { DatabaseError } from './errors.ts';

/** Either database. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;
/**
 * The database or a transaction in it. A function that takes a `Queryable` opens no transaction of its own. Inside
 * `db.transaction` use `tx` alone: PGlite has one connection, so a query beside the transaction waits for ever.
 */
export type Queryable = Pick<Database, 'select' | 'insert' | 'update' | 'delete' | 'execute'>;

export type OpenDatabase = {
  db: Database;
  close(): Promise<void>;
  kind: 'pglite' | 'postgres';
  /** Version of the database server, as `17.2`. */
  version: string;
  /** Refuses a database that delivers no notifications. @throws {DatabaseError} */
  requireNotifications(): Promise<void>;
  /** Listens for changes from now on. @returns how to stop. @throws {DatabaseError} */
  listen(changes: Changes): Promise<() => Promise<void>>;
};

async function openPglite(folder: string, log: Logger, onEnd: (reason: string) => void): Promise<OpenDatabase> {
  const client = await openEmbedded(folder, log, onEnd);
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  const db = drizzlePglite(client, { schema });
  return {
    db,
    close: () => client.close(),
    kind: 'pglite',
    version: rows[0]?.server_version ?? '',
    requireNotifications: async () => {},
    listen: (changes) => listenEmbedded(client, changes),
  };
}

async function openPostgres(url: string, log: Logger): Promise<OpenDatabase> {
  const { sql, version } = await connect(url, log);
  return {
    db: drizzlePostgres(sql, { schema }),
    close: () => sql.end({ timeout: 2 }),
    kind: 'postgres',
    version,
    requireNotifications: () => requireNotifications(sql, url),
    listen: (changes) => listenForChanges(url, changes, log),
  };
}

function createFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const why = `${(cause as Error).message}.${ownersAdvice(folder)}`;
    throw new DatabaseError(`Cannot create the data folder ${folder}: ${why}`, { cause });
  }
}

function lock(folder: string): () => void {
  try {
    return lockFolder(folder, join(folder, 'lock'));
  } catch (cause) {
    if (cause instanceof DatabaseError) throw cause;
    const why = `${(cause as Error).message}.${ownersAdvice(folder)}`;
    throw new DatabaseError(`Cannot lock the data folder ${folder}: ${why}`, { cause });
  }
}

/**
 * Opens the database under the lock of the data folder, which it creates with mode 0700 where it is missing. PostgreSQL
 * needs the lock, too: the folder also holds the template key and the control socket.
 * @param onEnd is called when the embedded database has ended for good: the process must end.
 * @throws {DatabaseError} in one line: the folder is in use, the server cannot be reached or is older than 15.
 */
export async function openDatabase(
  config: Pick<Config, 'data' | 'databaseUrl'>,
  log: Logger,
  onEnd: (reason: string) => void = (reason) => log.error(reason),
): Promise<OpenDatabase> {
  createFolder(config.data);
  const unlock = lock(config.data);
  try {
    const opened = config.databaseUrl
      ? await openPostgres(config.databaseUrl, log)
      : await openPglite(join(config.data, 'pglite'), log, onEnd);
    const close = async () => {
      await opened.close().finally(unlock);
    };
    return { ...opened, close };
  } catch (error) {
    unlock();
    throw error instanceof DatabaseError ? error : new DatabaseError(describeFailure(error), { cause: error });
  }
}
