/** For tests: runs a command as its user does, in a process of its own. */
import { spawnSync } from 'node:child_process';
import { projectRoot } from '../src/cli/place.ts';

/**
 * @param args of the command line, the command first. @param env further settings.
 * @returns its exit code, what it printed, and the lines on standard error.
 */
export function runSpawned(args: readonly string[], env: Record<string, string> = {}) {
  const options = { cwd: projectRoot, env: { ...process.env, ...env }, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['lab/cli.ts', ...args], options);
  return { exitCode: status, told: stdout, lines: stderr.trimEnd().split('\n') };
}
