/**
 * The lines of a backup: every table as JSON that either database reads back, with a checksum. The template key is not in
 * it. The file is compressed (`cli/backup-file.ts`).
 *
 *     {"format":"facelogin-backup","version":1,"at":…,"migrations":[…],"tables":{"users":["id",…],…}}
 *     users<TAB>{"id":…}
 *     …
 *     end<TAB>{"rows":2,"sha256":"…of every byte before this line"}
 */
import { createHash } from 'node:crypto';
import { getTableName, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { appliedHashes, findJournal } from '../journal.ts';
import type { Database, Queryable } from '../open.ts';
import { rowsOf } from './rows.ts';
import { backupTables, columnsOf } from './tables.ts';

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

/**
 * Gives everything as it is at one moment, line by line, while the server goes on. The embedded database has one
 * connection, so requests wait meanwhile.
 * @param take gets the pieces. Each ends with a line. @returns how many rows there were.
 */
export async function giveBackup(db: Database, at: Date, take: (piece: string) => Promise<void>): Promise<Counted> {
  const counted = { rows: 0 };
  const give = async (tx: Queryable) => {
    for await (const piece of lines(tx, at, counted)) await take(piece);
  };
  await db.transaction(give, { isolationLevel: 'repeatable read', accessMode: 'read only' });
  return counted;
}
