/** Finds and runs programs. Plain JavaScript, since it runs before anything is installed. */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the project. */
export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));

// ONNX Runtime would send usage data to its maker (src/vision/workers/telemetry.ts).
process.env.ORT_DISABLE_TELEMETRY = '1';

/** Signals with which a terminal, npm or a service manager stops a program. */
export const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/** Writes one line to standard output. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Ends the process with one line that says what is wrong. */
export function fail(line, code = 1) {
  process.stderr.write(`${line}\n`);
  process.exit(code);
}

/** Every executable file of that name on the PATH, in the order of the PATH. */
export function which(name) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders
    .map((folder) => join(folder, name))
    .filter((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Runs a program in the project's folder until it ends. It writes to our output and gets the signals that stop us.
 * @returns {Promise<number>} its exit code; 128 + number of the signal that ended it; 127 where it cannot be started.
 */
export function run(command, args, options = {}) {
  return new Promise((resolved) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    const forward = (signal) => child.kill(signal);
    for (const signal of STOP_SIGNALS) process.on(signal, forward);
    const done = (code) => {
      for (const signal of STOP_SIGNALS) process.off(signal, forward);
      resolved(code);
    };
    child.once('error', () => done(127));
    child.once('exit', (code, signal) => done(exitCode(code, signal)));
  });
}

/** What a program prints, trimmed; undefined where it fails. */
export function output(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    ...options,
  });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** The exit code that a shell would report. */
export function exitCode(code, signal) {
  const numbers = {
    SIGHUP: 1,
    SIGINT: 2,
    SIGILL: 4,
    SIGTRAP: 5,
    SIGABRT: 6,
    SIGBUS: 7,
    SIGFPE: 8,
    SIGKILL: 9,
    SIGSEGV: 11,
    SIGTERM: 15,
  };
  return code ?? 128 + (numbers[signal] ?? 0);
}
