/** Brings the database to the schema of this version. */
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import { DatabaseError } from './errors.ts';
import { appliedHashes, createJournal, findJournal, type Journal, note } from './journal.ts';
import { isLockTimeout, lockMigrations, lockTimeout } from './migration-lock.ts';
import type { Database, OpenDatabase, Queryable } from './open.ts';
import { describeFailure } from './postgres/postgres.ts';
import { requireReadable, requireRights } from './postgres/rights.ts';

type State = { journal: Journal | undefined; missing: MigrationMeta[] };

/** What the database lacks. @throws {DatabaseError} where its schema is newer, or another program's. */
async function stateOf(db: Queryable, migrations: MigrationMeta[]): Promise<State> {
  const journal = await findJournal(db);
  if (journal) await requireReadable(db, journal);
  const applied = new Set(await appliedHashes(db, journal));
  const missing = migrations.filter(({ hash }) => !applied.delete(hash));
  if (applied.size > 0) {
    throw new DatabaseError(
      'The database has the schema of another, probably newer version of FaceLogin. Start that version, or restore the backup from before the update.',
    );
  }
  return { journal, missing };
}

/**
 * drizzle-kit writes the schema `public` into foreign keys. Without it a table is found by the role's `search_path`, as
 * everywhere else. The files stay as they are: their hashes are in every journal.
 */
function withoutSchema(statement: string): string {
  return statement.replaceAll('REFERENCES "public".', 'REFERENCES ');
}

async function apply(tx: Queryable, { journal, missing }: State, kind: OpenDatabase['kind']): Promise<void> {
  if (missing.length === 0) return;
  const into = journal ?? (await createJournal(tx, kind === 'pglite' ? 'drizzle' : 'own'));
  for (const { sql: statements, hash, folderMillis } of missing) {
    for (const statement of statements) await tx.execute(sql.raw(withoutSchema(statement)));
    await note(tx, into, hash, folderMillis);
  }
}

async function migrate(db: Database, migrations: MigrationMeta[], kind: OpenDatabase['kind']): Promise<void> {
  const { missing } = await stateOf(db, migrations);
  if (kind === 'postgres') await requireRights(db, missing.length > 0 ? 'migrate' : 'work');
  if (missing.length === 0) return;
  await db.transaction(async (tx) => {
    if (kind === 'postgres') await lockMigrations(tx);
    // Another server may have migrated meanwhile.
    await apply(tx, await stateOf(tx, migrations), kind);
  });
}

/**
 * Applies the migrations of `<root>/drizzle` that the database lacks, all of them or none. Several servers may start at
 * once.
 * @param options.root the project's folder.
 * @throws {DatabaseError} in one line: the schema is newer than this version knows, the role lacks a right, another
 * process holds the lock, or a migration fails.
 */
export async function migrateDatabase(
  db: Database,
  { kind, root }: { kind: OpenDatabase['kind']; root: string },
): Promise<void> {
  try {
    await migrate(db, readMigrationFiles({ migrationsFolder: join(root, 'drizzle') }), kind);
  } catch (cause) {
    if (cause instanceof DatabaseError) throw cause;
    if (isLockTimeout(cause)) throw await lockTimeout(db, cause);
    const reason = cause instanceof Error && cause.cause ? cause.cause : cause;
    throw new DatabaseError(`Cannot bring the database to this version's schema: ${describeFailure(reason)}`, {
      cause,
    });
  }
}
