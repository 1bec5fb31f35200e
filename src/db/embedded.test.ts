/** The first start and the files of the embedded database. */
import { expect, test } from 'bun:test';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { dataFolder, refusal } from '../../test/helpers/data/opening.ts';
import { projectRoot } from '../../test/helpers/root.ts';
import { silentLog } from '../log.ts';
import { migrateDatabase } from './migrate.ts';
import { openDatabase } from './open.ts';
import { users } from './schema.ts';

const folder = dataFolder();

test('the embedded database keeps what was written, in files of its owner alone, for one opener at a time', async () => {
  const data = folder();
  // A first start was killed here.
  const half = join(data, 'pglite.new-1', 'base');
  mkdirSync(half, { recursive: true, mode: 0o700 });
  writeFileSync(join(half, '1'), 'half');
  mkdirSync(join(data, 'pglite'));
  const config = { data, databaseUrl: '' };
  const first = await openDatabase(config, silentLog);
  expect(first.kind).toBe('pglite');
  expect(readdirSync(data).sort()).toEqual(['lock', 'pglite']);
  expect(statSync(join(data, 'pglite', 'PG_VERSION')).mode & 0o077).toBe(0);
  await migrateDatabase(first.db, { kind: 'pglite', root: projectRoot });
  await first.db.insert(users).values({ username: 'a', usernameKey: 'a', passwordHash: '-', displayName: 'A' });
  expect(await refusal(openDatabase(config, silentLog))).toMatch(/is in use by this process/);
  await first.close();
  const second = await openDatabase(config, silentLog);
  await migrateDatabase(second.db, { kind: 'pglite', root: projectRoot });
  expect(await second.db.select({ name: users.username }).from(users)).toEqual([{ name: 'a' }]);
  await second.db.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of tomorrow', 1)`);
  const newer = migrateDatabase(second.db, { kind: 'pglite', root: projectRoot });
  expect(await refusal(newer)).toMatch(/probably newer version/);
  await second.close();
});

test('the folder of the data is its owner’s alone', async () => {
  const data = folder();
  expect(await refusal(openDatabase({ data, databaseUrl: 'postgres://localhost:1/none' }, silentLog))).toMatch(
    /Cannot reach/,
  );
  expect(statSync(data).mode & 0o777).toBe(0o700);
});

test('a database that cannot be made is told of in one line, and leaves nothing behind', async () => {
  const data = folder();
  mkdirSync(data, { recursive: true });
  const log: string[] = [];
  const told = { ...silentLog, warn: (line: string) => void log.push(line) };
  const execPath = process.execPath;
  process.execPath = '/nonexistent/program';
  try {
    expect(await refusal(openDatabase({ data, databaseUrl: '' }, told))).toMatch(
      /^Cannot open the embedded database in .*: making it failed: .*\/nonexistent\/program.*$/,
    );
  } finally {
    process.execPath = execPath;
  }
  expect(readdirSync(data)).toEqual([]);
  expect(log).toEqual([]);
});
