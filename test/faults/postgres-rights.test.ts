/** PostgreSQL with roles that may do little: what is missing is told by the statement that gives it. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as migrateByDrizzle } from 'drizzle-orm/postgres-js/migrator';
import type postgres from 'postgres';
import { createClient } from '../../src/db/postgres/postgres.ts';
import { type Cluster, noCluster, startCluster } from '../helpers/data/cluster.ts';
import { addUser, enrollFace } from '../helpers/data/faces.ts';
import { migrateHere } from '../helpers/data/migrating.ts';
import { describeIf } from '../helpers/need.ts';
import { projectRoot } from '../helpers/root.ts';
import { command } from '../helpers/server/command.ts';
import { startRunning } from '../helpers/server/running.ts';
import { until } from '../helpers/vision/engine.ts';

setDefaultTimeout(120_000);

describeIf(!noCluster, 'roles with few rights', noCluster ?? '', () => {
  const data = mkdtempSync(join(tmpdir(), 'facelogin-rights-'));
  let cluster: Cluster;
  let root: postgres.Sql;
  let databases = 0;

  beforeAll(async () => {
    cluster = await startCluster();
    root = createClient(cluster.url, { max: 1 });
  });
  afterAll(async () => {
    await root?.end();
    await cluster?.stop();
    rmSync(data, { recursive: true, force: true });
  });

  /** Runs statements as the superuser, in that database. */
  async function asOwner(database: string, ...statements: string[]): Promise<void> {
    const sql = createClient(at(database), { max: 1 });
    for (const statement of statements) await sql.unsafe(statement);
    await sql.end();
  }
  function at(database: string, role?: string, query = ''): string {
    const url = new URL(cluster.url);
    url.pathname = `/${database}`;
    if (role) url.username = role;
    return url.href + query;
  }
  /** An empty database in which PUBLIC may do nothing, and roles that may log in. */
  async function create(...roles: string[]): Promise<{ database: string; names: string[] }> {
    const database = `rights_${++databases}`;
    const names = roles.map((role) => `${role}_${databases}`);
    await root.unsafe(`create database ${database}`);
    const password = new URL(cluster.url).password;
    for (const name of names) await root.unsafe(`create role ${name} login password '${password}'`);
    await asOwner(
      database,
      `revoke all on database ${database} from public`,
      'revoke all on schema public from public',
    );
    return { database, names };
  }
  const migrate = (url: string) => migrateHere({ FACELOGIN_DATA: data, DATABASE_URL: url });
  /** Does what the message says, until the command works. @returns the statements. */
  async function untilAllowed(database: string, url: string): Promise<string[]> {
    const given: string[] = [];
    for (;;) {
      const { code, err } = await migrate(url);
      if (code === 0) return given;
      const told = /^error: .*As the owner of the database run: (.*;)\n$/.exec(err)?.[1];
      if (!told || given.includes(told)) throw new Error(`nothing new to do: ${err}`);
      given.push(told);
      await asOwner(database, told);
    }
  }

  test('a role without any right gets there by the statements that it is told, and needs no more afterwards', async () => {
    const { database, names } = await create('app');
    const url = at(database, names[0]);
    expect(await untilAllowed(database, url)).toEqual([
      `GRANT CONNECT ON DATABASE "${database}" TO "app_1";`,
      'GRANT USAGE, CREATE ON SCHEMA "public" TO "app_1";',
    ]);
    await asOwner(database, 'revoke create on schema public from app_1');
    expect(await migrate(url)).toMatchObject({ code: 0, err: '' });
    await asOwner(database, `revoke connect on database ${database} from app_1`);
    const env = { FACELOGIN_DATA: data, DATABASE_URL: url };
    expect(await command(['migrate'], { env })).toMatchObject({ code: 1, err: (await migrate(url)).err });
  });

  test('a server works as a role that may only change rows, and says what it needs for that', async () => {
    const { database, names } = await create('owner', 'worker');
    const [owner, worker] = names as [string, string];
    await untilAllowed(database, at(database, owner));
    expect(await untilAllowed(database, at(database, worker))).toEqual([
      `GRANT CONNECT ON DATABASE "${database}" TO "${worker}";`,
      `GRANT USAGE ON SCHEMA "public" TO "${worker}"; GRANT SELECT ON "public"."facelogin_migrations" TO "${worker}";`,
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "public" TO "${worker}";`,
    ]);
    const server = await startRunning({ DATABASE_URL: at(database, worker), FACELOGIN_RECOGNIZER: 'lbph' });
    await enrollFace(server.deps, await addUser(server.deps, 'anna'), 1, 2);
    await until(() => server.deps.vision.status().templates === 2);
    await server.stop();
  });

  test('a role with a schema of its own has its tables there, beside those of another FaceLogin', async () => {
    const { database, names } = await create('first', 'second');
    await untilAllowed(database, at(database, names[0]));
    const [, second] = names as [string, string];
    await asOwner(
      database,
      `grant connect on database ${database} to ${second}`,
      `create schema authorization ${second}`,
      `alter role ${second} set search_path = ${second}`,
    );
    expect(await migrate(at(database, second))).toMatchObject({ code: 0, err: '' });
    const sql = createClient(at(database), { max: 1 });
    const found =
      await sql`select schemaname, count(*)::int as n from pg_tables where tablename in ('users', 'facelogin_migrations') group by 1 order by 1`;
    expect([...found].map(({ schemaname, n }) => [schemaname, n])).toEqual([
      ['public', 2],
      [second, 2],
    ]);
    const targets =
      await sql`select distinct confrelid::regclass::text as name from pg_constraint where contype = 'f' and connamespace = ${second}::regnamespace`;
    expect([...targets].every(({ name }) => name.startsWith(`${second}.`))).toBe(true);
    await sql.end();
  });

  test('a search_path that leads nowhere is told', async () => {
    const { database, names } = await create('lost');
    const [role] = names as [string];
    await asOwner(
      database,
      `grant connect on database ${database} to ${role}`,
      `alter role ${role} set search_path = "Home"`,
    );
    expect(await untilAllowed(database, at(database, role))).toEqual([`CREATE SCHEMA "Home" AUTHORIZATION "${role}";`]);
  });

  test('a database that an earlier version made is taken as it is, and needs no right to create schemas', async () => {
    const { database, names } = await create('old');
    const [role] = names as [string];
    await asOwner(
      database,
      `grant connect, create on database ${database} to ${role}`,
      `grant usage, create on schema public to ${role}`,
    );
    // By drizzle's own migrator, up to the last but one migration.
    const folder = join(data, 'drizzle');
    cpSync(join(projectRoot, 'drizzle'), folder, { recursive: true });
    const journal = JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8'));
    const all = journal.entries.length;
    journal.entries.pop();
    writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify(journal));
    const old = createClient(at(database, role), { max: 1 });
    await migrateByDrizzle(drizzle(old), { migrationsFolder: folder });
    await old.end();
    await asOwner(database, `revoke create on database ${database} from ${role}`);

    expect(await migrate(at(database, role))).toMatchObject({ code: 0, err: '' });
    const sql = createClient(at(database), { max: 1 });
    const [noted] =
      await sql`select count(distinct hash)::int as n, count(*)::int as rows from drizzle.__drizzle_migrations`;
    expect(noted).toEqual({ n: all, rows: all });
    expect([...(await sql`select 1 from pg_tables where tablename = 'facelogin_migrations'`)]).toEqual([]);
    await sql.end();
  });

  test('of several that start at once on an empty database one makes the tables, and all go on', async () => {
    const { database } = await create();
    const all = await Promise.all(
      [1, 2].map((n) =>
        command(['migrate'], { env: { FACELOGIN_DATA: join(data, String(n)), DATABASE_URL: at(database) } }),
      ),
    );
    expect(all.map(({ code, err }) => [code, err])).toEqual([1, 2].map(() => [0, '']));
  });

  test('a lock that somebody holds is told with its holder, after a time', async () => {
    const { database } = await create();
    const sql = createClient(at(database, undefined, '?application_name=forgotten'), { max: 1 });
    // As an earlier version took it, and a pooler kept it.
    const [mine] = await sql`select pg_advisory_lock(5071443942121105257), pg_backend_pid() as pid`;
    const { code, err } = await migrate(at(database, undefined, '?lock_timeout=1000'));
    expect(code).toBe(1);
    expect(err).toContain(
      `process ${mine!.pid} of PostgreSQL holds it (forgotten, role facelogin, from 127.0.0.1, idle)`,
    );
    expect(err).toContain(`SELECT pg_terminate_backend(${mine!.pid});`);
    await sql.end();
    expect(await migrate(at(database))).toMatchObject({ code: 0 });
  });
});
