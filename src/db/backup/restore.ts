/** Reads a backup back into an empty database of either kind. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { getTableName, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { DatabaseError } from '../errors.ts';
import type { Database, Queryable } from '../open.ts';
import * as schema from '../schema.ts';
import { FORMAT, type Header, migrationsOf, VERSION } from './backup.ts';
import { rowsOf } from './rows.ts';
import { backupTables, columnsOf } from './tables.ts';

/** Rows of one INSERT. */
const BATCH_ROWS = 200;

/** The file of a backup. `handle`: it is open already, for whoever may not open it any more. */
export type Source = { file: string; handle?: number };

/** The lines of a backup, uncompressed. */
async function* linesOf({ file, handle }: Source): AsyncGenerator<string> {
  const source = createReadStream(file, handle === undefined ? {} : { fd: handle, start: 0, autoClose: false });
  const text = createGunzip();
  // `pipe` passes no errors on: a missing file would look like an empty backup.
  source.on('error', (error) => text.destroy(error)).pipe(text);
  yield* createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY });
}

function headerOf(line: string): Header {
  const refuse = (why: string) => new DatabaseError(`This is no backup that can be restored: ${why}.`);
  let header: Header;
  try {
    header = JSON.parse(line) as Header;
  } catch {
    throw refuse('its first line is not one of a backup');
  }
  if (header?.format !== FORMAT) throw refuse('its first line is not one of a backup');
  if (header.version !== VERSION)
    throw refuse(`it has version ${header.version} of the format, this server knows ${VERSION}`);
  const known = new Map(backupTables().map((table) => [getTableName(table), columnsOf(table)]));
  for (const [name, columns] of Object.entries(header.tables)) {
    const own = known.get(name);
    if (!own || columns.some((column) => !own.includes(column))) {
      throw refuse(`its table ${JSON.stringify(name)} is of another version of FaceLogin`);
    }
  }
  return header;
}

/** Reads the whole file and checks that it is complete and unchanged. @throws {DatabaseError} */
async function verify(source: Source): Promise<Header> {
  const { file } = source;
  const checksum = createHash('sha256');
  let header: Header | undefined;
  let rows = 0;
  try {
    for await (const line of linesOf(source)) {
      if (line.startsWith('end\t')) {
        const end = JSON.parse(line.slice(4)) as { rows: number; sha256: string };
        if (header && end.rows === rows && end.sha256 === checksum.digest('hex')) return header;
        break;
      }
      checksum.update(`${line}\n`);
      if (header) rows++;
      else header = headerOf(line);
    }
  } catch (cause) {
    if (cause instanceof DatabaseError) throw cause;
    throw new DatabaseError(`Cannot read the backup ${file}: ${(cause as Error).message}.`, { cause });
  }
  throw new DatabaseError(`The backup ${file} is cut off or was changed: its checksum does not fit.`);
}

/** Refuses a backup whose schema this version does not know: a restore could lose part of it. */
async function refuseNewer(db: Queryable, { migrations }: Header): Promise<void> {
  const own = new Set(await migrationsOf(db));
  if (migrations.every((hash) => own.has(hash))) return;
  throw new DatabaseError(
    'The backup was made by another, probably newer version of FaceLogin: restore it with that one.',
  );
}

async function refuseFilled(db: Queryable): Promise<void> {
  for (const table of backupTables()) {
    // The server fills this table at its first start.
    if (table === schema.serverState) continue;
    const name = getTableName(table);
    const [row] = rowsOf<{ filled: boolean }>(
      await db.execute(sql`select exists (select from ${sql.identifier(name)}) as filled`),
    );
    if (row?.filled) {
      throw new DatabaseError(
        `The database is not empty (${name}). A backup is restored into an empty one: set FACELOGIN_DATA or DATABASE_URL.`,
      );
    }
  }
}

async function insert(tx: Queryable, table: PgTable, columns: string[], rows: string[]): Promise<void> {
  const name = sql.identifier(getTableName(table));
  const names = sql.join(
    columns.map((column) => sql.identifier(column)),
    sql`, `,
  );
  // The parameter is text: one of the two drivers encodes a parameter of type jsonb once more.
  await tx.execute(sql`
    insert into ${name} (${names}) select ${names}
    from jsonb_populate_recordset(null::${name}, ${`[${rows.join(',')}]`}::text::jsonb)`);
}

async function fill(tx: Queryable, source: Source, { tables }: Header): Promise<number> {
  const known = new Map(backupTables().map((table) => [getTableName(table), table]));
  let [name, rows, total, first] = ['', [] as string[], 0, true];
  const flush = async () => {
    if (rows.length > 0) await insert(tx, known.get(name)!, tables[name]!, rows);
    rows = [];
  };
  await tx.delete(schema.serverState);
  for await (const line of linesOf(source)) {
    const tab = line.indexOf('\t');
    const table = line.slice(0, tab);
    if (first || table === 'end') {
      first = false;
      continue;
    }
    if (table !== name || rows.length === BATCH_ROWS) await flush();
    name = table;
    rows.push(line.slice(tab + 1));
    total++;
  }
  await flush();
  return total;
}

/**
 * Restores a backup into an empty database, in one transaction: all of it or nothing.
 * @returns the backup's time and its number of rows.
 * @throws {DatabaseError} in one line: no backup, damaged, of a newer version, or the database is not empty.
 */
export async function restoreBackup(db: Database, from: string | Source): Promise<{ at: Date; rows: number }> {
  const source = typeof from === 'string' ? { file: from } : from;
  const header = await verify(source);
  const rows = await db.transaction(async (tx) => {
    await refuseNewer(tx, header);
    await refuseFilled(tx);
    return fill(tx, source, header);
  });
  return { at: new Date(header.at), rows };
}
