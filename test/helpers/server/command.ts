/** Runs the command line of the product in a process of its own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../root.ts';

export type Ended = { code: number | null; out: string; err: string };
export type CommandOptions = {
  env?: Record<string, string | undefined>;
  /** The folder in which somebody types the command. */
  cwd?: string;
  /** A program that runs it, with its arguments, as `unshare --mount`. */
  by?: string[];
};

/** The words of a process that runs a file of the project on Bun. */
export function onBun(file: string, ...args: string[]): string[] {
  return [process.execPath, join(projectRoot, file), ...args];
}

/** Runs words to their end. */
export function runWords(
  words: string[],
  { env = {}, cwd = projectRoot, by = [] }: CommandOptions = {},
): Promise<Ended> {
  const [program, ...args] = [...by, ...words];
  const child = spawn(program!, args, { cwd, env: { ...process.env, DATABASE_URL: '', ...env } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk;
  });
  return new Promise((done) => child.once('close', (code) => done({ code, out, err })));
}

/** Runs one command, as `facelogin backup FILE`. */
export function command(args: string[], options: CommandOptions = {}): Promise<Ended> {
  return runWords(onBun('src/cli.ts', ...args), options);
}
