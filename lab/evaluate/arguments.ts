/** What the commands of `facelogin evaluate` read of their arguments alike, and write alike. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** @throws {Error} in one line that names the option: the text is no whole number from `least` to `most`. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  if (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  throw new Error(`Cannot use ${JSON.stringify(text)} as --${name}: a whole number from ${least} to ${most}.`);
}

/** @throws {Error} in one line: the folder of a file to write is not there. */
export function needFolders(...files: (string | undefined)[]): void {
  for (const file of files) {
    if (file && !existsSync(dirname(resolve(file)))) throw new Error(`Cannot write ${file}: there is no such folder.`);
  }
}

/** Most tries of one kind, and the largest seed: a state of 32 bits. */
const TRIES_MOST = 10_000;
const SEED_MOST = 2 ** 32 - 1;

/** @throws {Error} in one line: one of both cannot be used. */
export function triesAndSeed({ tries, seed }: { tries: string; seed: string }): { tries: number; seed: number } {
  return { tries: wholeNumber('tries', tries, 1, TRIES_MOST), seed: wholeNumber('seed', seed, 0, SEED_MOST) };
}

/** Writes a result where `--json` asks for it. */
export async function writeJson(file: string | undefined, result: object): Promise<void> {
  if (file) await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
}
