/**
 * Makes the files of a new embedded database. It runs in a process of its own (`create.ts`), since PGlite needs two
 * PostgreSQLs for that, and keeps the memory of both until its process ends.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryFS, PGlite } from '@electric-sql/pglite';
import { consoleLog } from '../log.ts';

/** Where PGlite keeps the files of the database in its file system. */
const PGDATA = '/pglite/data';
/**
 * Files that are closed between two collections. The engine does not count what WebAssembly holds, so by itself it
 * would collect too late: 740 MiB at the end on Bun instead of 510.
 */
const CLOSED = 200;

type Files = PGlite['Module']['FS'];
type Options = Parameters<MemoryFS['init']>[1];

function copyOut(files: Files, from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const name of files.readdir(from).filter((one: string) => one !== '.' && one !== '..')) {
    const path = `${from}/${name}`;
    if (files.isDir(files.stat(path).mode)) copyOut(files, path, join(to, name));
    else writeFileSync(join(to, name), files.readFile(path), { mode: 0o600 });
  }
}

/** Collects garbage now and then, while the files are made. */
function collecting(options: Options): Options {
  const collect = ({ FS }: { FS: Files }) => {
    const close = FS.close;
    let closed = 0;
    FS.close = (stream: unknown) => {
      if (++closed % CLOSED === 0) globalThis.gc?.();
      return close(stream);
    };
  };
  return { ...options, preRun: [...(options.preRun ?? []), collect] };
}

/** A file system of PGlite that takes the files out as soon as they are made, before a database starts on them. */
function takingOut(folder: string): MemoryFS {
  const fs = new MemoryFS();
  const begin = fs.init.bind(fs);
  let files: () => Files;
  return Object.assign(fs, {
    init(pg: PGlite, options: Options) {
      files = () => pg.Module.FS;
      return begin(pg, collecting(options));
    },
    async syncToFs() {
      copyOut(files(), PGDATA, folder);
      process.exit(0);
    },
  });
}

try {
  await new PGlite({ fs: takingOut(process.argv[2]!) }).waitReady;
} catch (error) {
  consoleLog.error((error as Error).message);
  process.exitCode = 1;
}
