import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { projectRoot } from '../../test/helpers/root.ts';
import { silentLog } from '../log.ts';
import { migrateDatabase } from './migrate.ts';
import { DatabaseError, openDatabase } from './open.ts';
import { users } from './schema.ts';

let data = '';
beforeEach(() => {
  data = join(mkdtempSync(join(tmpdir(), 'facelogin-open-')), 'deep', 'data');
});
afterEach(() => rmSync(join(data, '../..'), { recursive: true }));

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DatabaseError);
  return (error as DatabaseError).message;
}

/** What a killed first start may leave. */
function leaveHalf(): void {
  const half = join(data, 'pglite.new-1', 'base');
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, '1'), 'half');
  mkdirSync(join(data, 'pglite'));
}

// One test, since it takes seconds to make a database.
test('the embedded database is made where a first start was killed, and keeps what was written, for one opener at a time', async () => {
  const config = { data, databaseUrl: '' };
  leaveHalf();
  const first = await openDatabase(config, silentLog);
  expect(first.kind).toBe('pglite');
  expect(readdirSync(data).filter((name) => name.startsWith('pglite'))).toEqual(['pglite']);
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
  expect(readdirSync(data)).toEqual(['pglite']);
});

test('a database that cannot be made is told of in one line, and leaves nothing behind', async () => {
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

test('a server that is not there is told in one line, without the password', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const databaseUrl = `postgres://face:hunter2secret@localhost:${port}/face`;
  const message = await refusal(openDatabase({ data, databaseUrl }, silentLog));
  expect(message).toContain(`Cannot reach PostgreSQL at localhost:${port}/face: `);
  expect(message).toMatch(/ECONNREFUSED/);
  expect(message).not.toMatch(/hunter2secret|\n/);
  // The folder that it made is its owner's alone.
  expect(statSync(data).mode & 0o777).toBe(0o700);
  // The lock was given back: the next start is not refused for it.
  expect(await refusal(openDatabase({ data, databaseUrl }, silentLog))).toContain('Cannot reach');
});
