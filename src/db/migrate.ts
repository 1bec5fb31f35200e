/** Brings the database to the schema of this version. */
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { type MigrationConfig, readMigrationFiles } from 'drizzle-orm/migrator';
import type { PgliteDatabase } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as migratePostgres } from 'drizzle-orm/postgres-js/migrator';
import type { Config } from '../config.ts';
import { DatabaseError } from './errors.ts';
import type { Database, OpenDatabase, Queryable } from './open.ts';
import { createClient, describeFailure } from './postgres.ts';
import { rowsOf } from './rows.ts';
import * as schema from './schema.ts';

/** Key of the advisory lock under which one server at a time migrates: the ASCII bytes "FaceLogi" as a bigint. */
const LOCK_KEY = '5071443942121105257';

/**
 * Refuses the database of a newer version or of another program. Drizzle runs the migrations after the last applied one
 * and never looks at the rest, so it would accept such a database.
 */
async function refuseForeignSchema(db: Queryable, config: MigrationConfig): Promise<void> {
  const known = new Set(readMigrationFiles(config).map((migration) => migration.hash));
  const [table] = rowsOf<{ found: string | null }>(
    await db.execute(sql`select to_regclass('drizzle.__drizzle_migrations')::text as found`),
  );
  if (!table?.found) return;
  const applied = rowsOf<{ hash: string }>(await db.execute(sql`select hash from drizzle.__drizzle_migrations`));
  if (applied.some(({ hash }) => !known.has(hash))) {
    throw new DatabaseError(
      'The database has the schema of another, probably newer version of FaceLogin. Start that version, or restore the backup from before the update.',
    );
  }
}

/** The lock belongs to a connection. The migration uses one of its own, whose end releases the lock. */
async function migrateServer(url: string, config: MigrationConfig): Promise<void> {
  const client = createClient(url, { max: 1 });
  try {
    await client`select pg_advisory_lock(${LOCK_KEY}::bigint)`;
    const db = drizzle(client, { schema });
    await refuseForeignSchema(db, config);
    await migratePostgres(db, config);
  } finally {
    await client.end({ timeout: 2 });
  }
}

async function migrateEmbedded(db: Database, config: MigrationConfig): Promise<void> {
  await refuseForeignSchema(db, config);
  await migratePglite(db as PgliteDatabase<typeof schema>, config);
}

/**
 * Applies the migrations of `<root>/drizzle` that the database lacks. Several servers may start at once.
 * @param options.root the project's folder.
 * @throws {DatabaseError} where the schema is newer than this version knows, or a migration fails.
 */
export async function migrateDatabase(
  db: Database,
  options: { kind: OpenDatabase['kind']; root: string; config: Pick<Config, 'databaseUrl'> },
): Promise<void> {
  const config = { migrationsFolder: join(options.root, 'drizzle') };
  try {
    if (options.kind === 'pglite') await migrateEmbedded(db, config);
    else await migrateServer(options.config.databaseUrl, config);
  } catch (cause) {
    if (cause instanceof DatabaseError) throw cause;
    const reason = cause instanceof Error && cause.cause ? cause.cause : cause;
    throw new DatabaseError(`Cannot bring the database to this version's schema: ${describeFailure(reason)}`, {
      cause,
    });
  }
}
