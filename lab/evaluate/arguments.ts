/** What the commands of `facelogin evaluate` read of their arguments alike. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** @throws {Error} in one line, naming the option: the text is no whole number from `least` to `most`. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  if (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  throw new Error(`Cannot use ${JSON.stringify(text)} as --${name}: a whole number from ${least} to ${most}.`);
}

/** @throws {Error} in one line: a file that was asked for cannot be written, since its folder is not there. */
export function needFolders(...files: (string | undefined)[]): void {
  for (const file of files) {
    if (file && !existsSync(dirname(resolve(file)))) throw new Error(`Cannot write ${file}: there is no such folder.`);
  }
}

/** Most tries of one kind, and the largest seed: a state of 32 bits. */
export const TRIES_MOST = 10_000;
export const SEED_MOST = 2 ** 32 - 1;
