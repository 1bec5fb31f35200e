/** As whom this program works in PostgreSQL, and in which schema. */
import { sql } from 'drizzle-orm';
import { rowsOf } from '../backup/rows.ts';
import type { Queryable } from '../open.ts';

export type Role = {
  role: string;
  database: string;
  /** The schemas that `search_path` names, in their order. */
  path: string[];
  /** The first of them that is there, whether this role may use it or not. */
  home: string | undefined;
  /** Where this role creates tables: the first of them that it may use. */
  schema: string | null;
  /** Whether it may create tables there. */
  creates: boolean;
};

/** Names of a `search_path`, as `"$user", public` (PostgreSQL, 5.10.3). */
function namesIn(path: string, role: string): string[] {
  const names = path.match(/"(?:[^"]|"")*"|[^,\s]+/g) ?? [];
  return names
    .map((name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase()))
    .map((name) => (name === '$user' ? role : name));
}

export async function whoAmI(db: Queryable): Promise<Role> {
  const [row] = rowsOf<Omit<Role, 'path' | 'home'> & { path: string; schemas: string[] }>(
    await db.execute(sql`
      select current_user as role, current_database() as database, current_schema() as schema,
        current_setting('search_path') as path, (select array_agg(nspname::text) from pg_namespace) as schemas,
        coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as creates`),
  );
  const { schemas, ...found } = row!;
  const path = namesIn(found.path, found.role);
  return { ...found, path, home: path.find((name) => schemas.includes(name)) };
}
