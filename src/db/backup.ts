/**
 * Writes a backup: every table as lines of JSON that either database reads back, compressed, with a checksum. The
 * template key is not in it.
 *
 *     {"format":"facelogin-backup","version":1,"at":…,"migrations":[…],"tables":{"users":["id",…],…}}
 *     users<TAB>{"id":…}
 *     …
 *     end<TAB>{"rows":2,"sha256":"…of every byte before this line"}
 */
import { createHash } from 'node:crypto';
import { closeSync, createWriteStream, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { getTableName, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { backupTables, columnsOf } from './backup-tables.ts';
import { DatabaseError } from './errors.ts';
import { appliedHashes, findJournal } from './journal.ts';
import type { Database, Queryable } from './open.ts';
import { rowsOf } from './rows.ts';

export const FORMAT = 'facelogin-backup';
export const VERSION = 1;
export type Header = {
  format: string;
  version: number;
  at: string;
  /** Hashes of the migrations that made the schema. */
  migrations: string[];
  /** Columns by table, in the order in which a restore fills the tables. */
  tables: Record<string, string[]>;
};

/** Rows fetched at a time. */
const FETCH = 500;
async function* rowsOfTable(tx: Queryable, table: PgTable): AsyncGenerator<string[]> {
  const name = sql.identifier(getTableName(table));
  await tx.execute(sql`declare backup no scroll cursor for select to_jsonb(t)::text as line from ${name} t`);
  for (;;) {
    const rows = rowsOf<{ line: string }>(await tx.execute(sql`fetch ${sql.raw(String(FETCH))} from backup`));
    yield rows.map(({ line }) => line);
    if (rows.length < FETCH) break;
  }
  await tx.execute(sql`close backup`);
}

/** Hashes of the migrations that the database has. */
export async function migrationsOf(tx: Queryable): Promise<string[]> {
  return appliedHashes(tx, await findJournal(tx));
}

type Counted = { rows: number };

/** The backup's lines in pieces. The last piece holds the checksum of the others. */
async function* lines(tx: Queryable, at: Date, counted: Counted): AsyncGenerator<string> {
  const checksum = createHash('sha256');
  const piece = (text: string) => {
    checksum.update(text);
    return text;
  };
  const tables = backupTables();
  const header: Header = {
    format: FORMAT,
    version: VERSION,
    at: at.toISOString(),
    migrations: await migrationsOf(tx),
    tables: Object.fromEntries(tables.map((table) => [getTableName(table), columnsOf(table)])),
  };
  yield piece(`${JSON.stringify(header)}\n`);
  for (const table of tables) {
    const name = getTableName(table);
    for await (const rows of rowsOfTable(tx, table)) {
      counted.rows += rows.length;
      if (rows.length > 0) yield piece(`${rows.map((row) => `${name}\t${row}`).join('\n')}\n`);
    }
  }
  yield `end\t${JSON.stringify({ rows: counted.rows, sha256: checksum.digest('hex') })}\n`;
}

/** Gives the draft its name after its bytes are on the disk, and never replaces another file. */
function publish(draft: string, file: string): void {
  const handle = openSync(draft, 'r');
  fsyncSync(handle);
  closeSync(handle);
  linkSync(draft, file);
}

/**
 * Writes everything as it is at one moment to a new file (mode 0600), while the server goes on. The embedded database
 * has one connection, so requests wait meanwhile.
 * @throws {DatabaseError} in one line where the file exists already or cannot be written.
 */
export async function writeBackup(db: Database, file: string, at: Date): Promise<Counted> {
  const draft = `${file}.part`;
  const counted = { rows: 0 };
  try {
    const out = createWriteStream(draft, { flags: 'wx', mode: 0o600 });
    await db.transaction((tx) => pipeline(Readable.from(lines(tx, at, counted)), createGzip(), out), {
      isolationLevel: 'repeatable read',
      accessMode: 'read only',
    });
    publish(draft, file);
    return counted;
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    const why = exists ? 'it, or an unfinished one beside it (.part), is there already' : (cause as Error).message;
    throw new DatabaseError(`Cannot write the backup ${file}: ${why}.`, { cause });
  } finally {
    rmSync(draft, { force: true });
  }
}
