/** Keeps the server running: starts it again when it must be, and never lets it outlive us. */
import { spawn } from 'node:child_process';
import { exitCode, root, STOP_SIGNALS } from './place.mjs';

/** The server's own "start me again" (EX_SOFTWARE of sysexits.h; `FATAL_EXIT` in src/exit.ts). */
const RESTART_EXIT = 70;
/** What a native library (ONNX Runtime, libvips) or the runtime itself dies of; never sent by a service manager. */
const CRASHES = new Set(['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP']);
/** Five times in ten minutes: more often than that it is not an accident, and restarting hides the fault. */
const RESTARTS = 5;
const WINDOW_MS = 10 * 60_000;
/** The server gives itself 2.5 s to stop; after that it is killed, so that all is gone within 3 s. */
const KILL_MS = 2_750;

/**
 * Runs a server until it ends by itself or a signal stops us.
 * The child's standard input is a pipe that we hold: when we are gone, however that came about, it ends, and the child
 * with it (`FACELOGIN_SUPERVISED=1` tells it to watch).
 * @param {string} command program of the child
 * @param {string[]} args its arguments
 * @param {(line: string) => void} tell where to say what happens
 * @param {{ now?: () => number }} [options] clock, milliseconds
 * @returns {Promise<number>} exit code for our own process.
 */
export function supervise(command, args, tell, { now = Date.now } = {}) {
  let child;
  let stopping = false;
  let restarts = [];
  const stop = (signal) => {
    if (stopping) return;
    stopping = true;
    child.kill(signal);
    setTimeout(() => child.kill('SIGKILL'), KILL_MS).unref();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, () => stop(signal));

  return new Promise((done) => {
    const start = () => {
      child = spawn(command, args, {
        cwd: root,
        stdio: ['pipe', 'inherit', 'inherit'],
        env: { ...process.env, FACELOGIN_SUPERVISED: '1' },
      });
      child.stdin.on('error', () => {});
      child.once('error', (error) => {
        tell(`The server cannot be started: ${error.message}`);
        done(127);
      });
      child.once('exit', (code, signal) => ended(code, signal));
    };
    const ended = (code, signal) => {
      const crashed = code === RESTART_EXIT || CRASHES.has(signal);
      if (stopping && STOP_SIGNALS.includes(signal)) return done(0);
      if (stopping || !crashed) return done(exitCode(code, signal));
      const reason = signal ?? `exit code ${code}`;
      restarts = restarts.filter((time) => now() - time < WINDOW_MS);
      if (restarts.length >= RESTARTS) {
        tell(`The server ended (${reason}) once more after ${RESTARTS} restarts in 10 minutes: giving up.`);
        return done(RESTART_EXIT);
      }
      restarts.push(now());
      tell(`The server ended (${reason}): starting it again, ${restarts.length} of ${RESTARTS} in 10 minutes.`);
      start();
    };
    start();
  });
}
