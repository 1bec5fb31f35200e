/** Runs a part of a bench in a process of its own on one core, so that it shares neither memory nor core. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * The first core that this process may use, as `taskset` takes it. Undefined where the system does not tell: the part
 * then runs on any core.
 */
export function firstCore(): string | undefined {
  try {
    return /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/**
 * Runs `facelogin bench <part> <args>`, on one core where the system tells which (Linux, by `taskset`).
 * @returns what the part hands back by {@link handBack}.
 * @throws {Error} when it fails. Its own message is on standard error by then.
 */
export async function runPart<Result>(part: string, args: readonly string[]): Promise<Result> {
  const core = firstCore();
  const command = [process.execPath, process.argv[1]!, 'bench', part, ...args];
  const pinned = core === undefined ? command : ['taskset', '-c', core, ...command];
  const child = spawn(pinned[0]!, pinned.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`The bench "${part}" ended with code ${code}.`);
  return JSON.parse(told) as Result;
}

/** Gives the result of a part to the process that started it. */
export function handBack(result: object): number {
  process.stdout.write(JSON.stringify(result));
  return 0;
}
