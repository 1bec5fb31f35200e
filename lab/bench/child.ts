/** A part of a bench in a process of its own, on one core: its memory and its core are nobody else's. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * The first core that this process may use, as `taskset` takes it. Undefined where the system does not tell: then the
 * part runs on whatever the system gives it.
 */
function firstCore(): string | undefined {
  try {
    return /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/**
 * Runs `facelogin bench <part> <args>` in a process of its own, on one core where `taskset` is there to hold it.
 * @returns what the part hands back with {@link handBack}.
 * @throws {Error} when it fails; what it said of it stands on standard error already.
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

/** The result of a part, for the process that started it. */
export function handBack(result: object): number {
  process.stdout.write(JSON.stringify(result));
  return 0;
}
