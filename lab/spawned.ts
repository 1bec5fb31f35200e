/** For tests: runs a command as its user does, in a process of its own. */
import { join } from 'node:path';

const root = join(import.meta.dir, '..');

/**
 * @param args of the command line, the command first. @param env further settings.
 * @returns its exit code, what it printed, and the lines on standard error.
 */
export function runSpawned(args: readonly string[], env: Record<string, string> = {}) {
  const command = [process.execPath, 'lab/cli.ts', ...args];
  const { exitCode, stdout, stderr } = Bun.spawnSync(command, { cwd: root, env: { ...process.env, ...env } });
  return { exitCode, told: stdout.toString(), lines: stderr.toString().trimEnd().split('\n') };
}
