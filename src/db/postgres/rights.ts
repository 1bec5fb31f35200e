/** What this role may do in the database, and the statements that give it what is missing. */
import { getTableName, is, sql } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { rowsOf } from '../backup/rows.ts';
import { DatabaseError } from '../errors.ts';
import type { Journal } from '../journal.ts';
import type { Queryable } from '../open.ts';
import * as schema from '../schema.ts';
import { quoted } from './postgres.ts';
import { type Role, whoAmI } from './role.ts';

/** For a role whose `search_path` leads nowhere: the first schema that is there, else one of its own. */
function statementsForSchema({ role, path, home }: Role): string[] {
  if (home) return [`GRANT USAGE, CREATE ON SCHEMA ${quoted(home)} TO ${quoted(role)};`];
  return [`CREATE SCHEMA ${quoted(path[0] ?? role)} AUTHORIZATION ${quoted(role)};`];
}

type Table = { schema: string; owner: string; owns: boolean; writes: boolean };

/** Our tables that are there, and what this role may do with each. */
async function tablesOf(db: Queryable): Promise<Table[]> {
  const names = (Object.values(schema) as unknown[])
    .filter((one): one is PgTable => is(one, PgTable))
    .map(getTableName);
  const list = sql.join(
    names.map((name) => sql`${name}`),
    sql`, `,
  );
  return rowsOf<Table>(
    await db.execute(sql`
      select n.nspname as schema, pg_get_userbyid(c.relowner) as owner, pg_has_role(c.relowner, 'USAGE') as owns,
        has_table_privilege(c.oid, 'SELECT') and has_table_privilege(c.oid, 'INSERT')
          and has_table_privilege(c.oid, 'UPDATE') and has_table_privilege(c.oid, 'DELETE') as writes
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and c.relname in (${list}) and pg_table_is_visible(c.oid)`),
  );
}

/** To change tables a role has to own them, and to create others it needs the schema. */
async function statementsToMigrate(db: Queryable, role: Role): Promise<string[]> {
  if (role.schema === null) return statementsForSchema(role);
  const owners = new Set((await tablesOf(db)).filter(({ owns }) => !owns).map(({ owner }) => owner));
  return [
    ...(role.creates ? [] : [`GRANT USAGE, CREATE ON SCHEMA ${quoted(role.schema)} TO ${quoted(role.role)};`]),
    ...[...owners].map((owner) => `GRANT ${quoted(owner)} TO ${quoted(role.role)};`),
  ];
}

/** To work with tables that are up to date a role needs no more than their rows. */
async function statementsToWork(db: Queryable, { role }: Role): Promise<string[]> {
  const places = new Set((await tablesOf(db)).filter(({ writes }) => !writes).map(({ schema: name }) => name));
  return [...places].map(
    (name) => `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${quoted(name)} TO ${quoted(role)};`,
  );
}

function refuse({ role, database }: Role, statements: string[]): void {
  if (statements.length === 0) return;
  throw new DatabaseError(
    `The role ${quoted(role)} lacks rights in the database ${quoted(database)}. As the owner of the database run: ${statements.join(' ')}`,
  );
}

/** Refuses a role that may not read the journal. @throws {DatabaseError} with the statements that mend it. */
export async function requireReadable(db: Queryable, { schema: place, name, readable }: Journal): Promise<void> {
  if (readable) return;
  const me = await whoAmI(db);
  const to = `TO ${quoted(me.role)};`;
  refuse(me, [
    `GRANT USAGE ON SCHEMA ${quoted(place)} ${to}`,
    `GRANT SELECT ON ${quoted(place)}.${quoted(name)} ${to}`,
  ]);
}

/** Refuses a role that lacks a right. @throws {DatabaseError} with the statements that mend it. */
export async function requireRights(db: Queryable, purpose: 'migrate' | 'work'): Promise<void> {
  const me = await whoAmI(db);
  refuse(me, await (purpose === 'migrate' ? statementsToMigrate(db, me) : statementsToWork(db, me)));
}
