/** Creates the embedded database of a data folder at its first start. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../log.ts';
import { allowedMiB, wantOfMemory } from '../memory.mjs';
import { entryUrl } from '../place.ts';

/**
 * MiB that making the database takes, with the server and its supervisor: 575 to 610 on Bun, 510 to 560 on Node
 * (docs/performance.md).
 */
const CREATE_MIB = 640;

/** Node compiles WebAssembly once only, which saves 110 MiB. Bun does not know the flag and needs none. */
const FLAGS = 'Bun' in globalThis ? ['--expose-gc'] : ['--expose-gc', '--liftoff-only'];
/** Bun compiles WebAssembly once more for long runs. This process ends before that pays, and saves a quarter of its time. */
const QUICK = { BUN_JSC_useOMGJIT: '0' };

/** Whether the folder has no database, nor anything else. */
export function isBlank(folder: string): boolean {
  return !existsSync(folder) || readdirSync(folder).length === 0;
}

/** Removes what a start left that was killed meanwhile. */
function removeHalves(folder: string): void {
  const halves = readdirSync(dirname(folder)).filter((name) => name.startsWith(`${basename(folder)}.new-`));
  for (const name of halves) rmSync(join(dirname(folder), name), { recursive: true, force: true });
}

/** Runs `make.ts`. @returns why it failed; undefined where it did not. */
function runMaker(folder: string): Promise<string | undefined> {
  return new Promise((done) => {
    const args = [...FLAGS, fileURLToPath(entryUrl('src/db/make')), folder];
    const env = { ...process.env, ...QUICK };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let told = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
    child.once('error', ({ message }) => done(message));
    child.once('close', (code, signal) => {
      if (code === 0) return done(undefined);
      if (signal === 'SIGKILL') return done(wantOfMemory(allowedMiB(), CREATE_MIB));
      const line = told
        .trim()
        .split('\n')
        .at(-1)
        ?.replace(/^error: /, '');
      done(line || `it ended with ${signal ?? code}`);
    });
  });
}

/**
 * Makes a database in a process of its own, under another name first: a start that is killed leaves no half database.
 * @param folder blank, in a folder that is there.
 * @throws {Error} in one line.
 */
export async function createEmbedded(folder: string, log: Logger): Promise<void> {
  const allowed = allowedMiB();
  if (allowed < CREATE_MIB) {
    const amounts = `${CREATE_MIB} MiB for some seconds, and ${allowed} MiB are allowed`;
    log.warn(`The first start makes the database. That takes ${amounts}. If it fails, allow more for this start.`);
  }
  removeHalves(folder);
  const fresh = `${folder}.new-${process.pid}`;
  const problem = await runMaker(fresh);
  if (problem === undefined) return renameSync(fresh, folder);
  rmSync(fresh, { recursive: true, force: true });
  throw new Error(`making it failed: ${problem}`);
}
