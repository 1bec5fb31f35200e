/** Brings the database to the schema of this version. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate as migratePglite, type PgliteDatabase } from 'drizzle-orm/pglite';
import { migrate as migratePostgres, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { DatabaseError } from './errors.ts';
import type { Database, OpenedDatabase } from './open.ts';

/** Key of the advisory lock under which only one process migrates: the first bytes of SHA-256 of this product's name. */
const LOCK = createHash('sha256').update('facelogin migrations').digest().readInt32BE(0);

type Row = Record<string, unknown>;

/** `execute` gives an array under postgres-js and `{rows}` under PGlite. */
async function rows(db: Database, query: ReturnType<typeof sql>): Promise<Row[]> {
  const result = (await db.execute(query)) as unknown as Row[] | { rows: Row[] };
  return Array.isArray(result) ? result : result.rows;
}

/**
 * drizzle applies what is newer than the last applied migration and says nothing of one that it does not know: a
 * database of a newer version would be written to by older code.
 */
async function refuseNewer(db: Database, folder: string): Promise<void> {
  const [found] = await rows(db, sql`select to_regclass('drizzle.__drizzle_migrations') is not null as there`);
  if (found?.there !== true) return;
  const known = new Set(readMigrationFiles({ migrationsFolder: folder }).map(({ hash }) => hash));
  const applied = await rows(db, sql`select hash from drizzle.__drizzle_migrations`);
  if (applied.some(({ hash }) => !known.has(String(hash)))) {
    throw new DatabaseError('The database holds a newer schema than this version of FaceLogin knows. Start the newer version again.');
  }
}

/**
 * Applies the migrations of `drizzle/` that are missing, one process at a time.
 * @param root the project's folder.
 * @throws {DatabaseError} where the schema is newer than this code, or a migration fails.
 */
export async function migrateDatabase(opened: Pick<OpenedDatabase, 'kind' | 'single'>, root: string): Promise<void> {
  const folder = join(root, 'drizzle');
  // Read first: a missing folder is an incomplete installation, not a fault of the database.
  readFileSync(join(folder, 'meta', '_journal.json'));
  await opened.single(async (db) => {
    if (opened.kind === 'postgres') await db.execute(sql`select pg_advisory_lock(${LOCK})`);
    await refuseNewer(db, folder);
    try {
      if (opened.kind === 'postgres') await migratePostgres(db as unknown as PostgresJsDatabase, { migrationsFolder: folder });
      else await migratePglite(db as unknown as PgliteDatabase, { migrationsFolder: folder });
    } catch (cause) {
      throw new DatabaseError(`Cannot bring the database to this version's schema: ${(cause as Error).message}`, { cause });
    }
  });
}
