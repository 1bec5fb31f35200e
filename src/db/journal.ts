/** The journal: the table that says which migrations a database has. */
import { type SQL, sql } from 'drizzle-orm';
import { rowsOf } from './backup/rows.ts';
import type { Queryable } from './open.ts';
import { whoAmI } from './postgres/role.ts';

export type Journal = {
  schema: string;
  name: string;
  /** Whether this role may read it. */
  readable: boolean;
};

/** Beside the tables, so that a role needs rights in one schema only. */
const OWN = 'facelogin_migrations';
/** Drizzle's own place. Embedded databases have it, and those that were made before the other one. */
const DRIZZLE = { schema: 'drizzle', name: '__drizzle_migrations' };

/** `own`: in this role's first schema. `visible`: a query finds it without a schema's name. */
type Found = Journal & { own: boolean; visible: boolean };

/** What may be a journal, and what may be our table of accounts. */
async function candidates(db: Queryable): Promise<Found[]> {
  const { home = '' } = await whoAmI(db);
  return rowsOf<Found>(
    await db.execute(sql`
      select n.nspname as schema, c.relname as name, n.nspname = ${home} as own,
        pg_table_is_visible(c.oid) as visible,
        has_schema_privilege(n.oid, 'USAGE') and has_table_privilege(c.oid, 'SELECT') as readable
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and (c.relname in (${OWN}, 'users')
        or (n.nspname = ${DRIZZLE.schema} and c.relname = ${DRIZZLE.name}))`),
  );
}

/**
 * Finds the journal of the tables that this role uses. Another FaceLogin, or another program with drizzle, may have its
 * own in another schema of the same database.
 */
export async function findJournal(db: Queryable): Promise<Journal | undefined> {
  const found = await candidates(db);
  const ours = (name: string) => found.find((one) => one.name === name && (one.own || (one.visible && one.readable)));
  return ours(OWN) ?? (ours('users') && found.find(({ name }) => name === DRIZZLE.name));
}

/** The journal's name in a statement. */
function nameOf({ schema, name }: Pick<Journal, 'schema' | 'name'>): SQL {
  return sql`${sql.identifier(schema)}.${sql.identifier(name)}`;
}

/** Hashes of the migrations that the database has, in their order. */
export async function appliedHashes(db: Queryable, journal: Journal | undefined): Promise<string[]> {
  if (!journal) return [];
  const rows = await db.execute(sql`select hash from ${nameOf(journal)} order by created_at`);
  return rowsOf<{ hash: string }>(rows).map(({ hash }) => hash);
}

/** Makes an empty journal in drizzle's form: in drizzle's place, or in the schema of the tables. */
export async function createJournal(tx: Queryable, place: 'drizzle' | 'own'): Promise<Journal> {
  const { schema } = await whoAmI(tx);
  const journal = place === 'drizzle' ? DRIZZLE : { schema: schema!, name: OWN };
  if (place === 'drizzle') await tx.execute(sql`create schema if not exists ${sql.identifier(journal.schema)}`);
  await tx.execute(
    sql`create table if not exists ${nameOf(journal)} (id serial primary key, hash text not null, created_at bigint)`,
  );
  return { ...journal, readable: true };
}

export async function note(tx: Queryable, journal: Journal, hash: string, createdAt: number): Promise<void> {
  await tx.execute(sql`insert into ${nameOf(journal)} (hash, created_at) values (${hash}, ${createdAt})`);
}
