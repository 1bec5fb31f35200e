import { expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { projectRoot } from '../../test/helpers/root.ts';

const folder = join(projectRoot, 'drizzle');

/** Runs the migrations whose number lies in the range. */
async function migrate(client: PGlite, from: number, to: number): Promise<void> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  for (const name of files.sort().filter((file) => Number(file.slice(0, 4)) >= from && Number(file.slice(0, 4)) <= to))
    await client.exec(readFileSync(join(folder, name), 'utf8').replaceAll('--> statement-breakpoint', ''));
}

test('what was slowed before the update is slowed after it', async () => {
  const client = new PGlite();
  await migrate(client, 0, 8);
  const id = '00000000-0000-4000-8000-00000000000a';
  const before = {
    [`face:device:${id}`]: ['face-device', '', id, false],
    'face:address:2001:db8:0:1::/64': ['face-address', '2001:db8:0:1::/64', '', true],
    [`password:device:abc:${id}`]: ['password-device', 'abc', id, false],
    'password:account:def': ['password-name', 'def', '', false],
    'password:address:192.0.2.1': ['password-address', '192.0.2.1', '', true],
    'passkey:device:abc': ['passkey-device', 'abc', '', false],
    [`second:device:abc:${id}`]: ['second-device', 'abc', id, false],
    [`second:account:${id}`]: ['second-account', '', id, false],
    'setup:address:192.0.2.1': ['setup-address', '192.0.2.1', '', true],
    [`enroll:duplicate:${id}`]: ['duplicate-account', '', id, false],
  };
  for (const key of Object.keys(before))
    await client.query('insert into throttles (key, failures, updated_at) values ($1, 3, now())', [key]);
  await migrate(client, 9, 10);
  const { rows } = await client.query<Record<string, unknown>>('select * from throttles where failures = 3');
  const found = rows.map(({ kind, subject, account, shared }) => JSON.stringify([kind, subject, account, shared]));
  expect(found.sort()).toEqual(
    Object.values(before)
      .map((row) => JSON.stringify(row))
      .sort(),
  );
  await client.close();
});
