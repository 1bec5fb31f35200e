/**
 * An empty, migrated PGlite database in `.cache`. PGlite takes seconds to create a database and a moment to copy one.
 * Other migrations or another PGlite need a new one.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrateDatabase } from '../../../src/db/migrate.ts';
import * as schema from '../../../src/db/schema.ts';
import { keepStatements } from '../../../src/db/statements.ts';
import { projectRoot } from '../root.ts';
import { keptFolder } from './kept.ts';

const cache = join(projectRoot, '.cache', 'blank-database');

/** A hash of PGlite's version and the migrations: all that can change the database. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const migrations = join(projectRoot, 'drizzle');
  for (const name of readdirSync(migrations).filter((one) => one.endsWith('.sql'))) {
    hash.update(name).update(readFileSync(join(migrations, name)));
  }
  hash.update(readFileSync(join(migrations, 'meta', '_journal.json')));
  const main = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  hash.update(readFileSync(join(dirname(main), '..', 'package.json')));
  return hash.digest('hex').slice(0, 16);
}

async function make(folder: string): Promise<void> {
  const client = new PGlite(join(folder, 'pglite'));
  const options = { kind: 'pglite', root: projectRoot } as const;
  await migrateDatabase(drizzle(client, { schema }), options);
  await Bun.write(join(folder, 'image.tar.gz'), await client.dumpDataDir('gzip'));
  await client.close();
}

/** The folder of the database, as a folder `pglite` and as `image.tar.gz`. Several processes may ask at once. */
export function blankDatabase(): Promise<string> {
  return keptFolder(join(cache, fingerprint()), make);
}

/** Opens a copy in the memory of this process. */
export async function blankInMemory(): Promise<PGlite> {
  const image = Bun.file(join(await blankDatabase(), 'image.tar.gz'));
  const client = new PGlite({ loadDataDir: new Blob([await image.arrayBuffer()]) });
  await client.waitReady;
  keepStatements(client);
  return client;
}

/** Copies the database into a server's data folder, unless that has one. */
export async function putBlank(data: string): Promise<void> {
  const target = join(data, 'pglite');
  if (existsSync(target)) return;
  cpSync(join(await blankDatabase(), 'pglite'), target, { recursive: true });
}
