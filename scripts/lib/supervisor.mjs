/** Keeps the server running: starts it again after a crash, and never lets it outlive us. */
import { spawn } from 'node:child_process';
import { allowedMiB, SERVER_MIB, wantOfMemory } from '../../src/memory.mjs';
import { exitCode, root, STOP_SIGNALS } from './place.mjs';

/** The server's own "start me again" (EX_SOFTWARE of sysexits.h; `FATAL_EXIT` in src/exit.ts). */
const RESTART_EXIT = 70;
/** Signals of a crash in a native library (ONNX Runtime, libvips) or the runtime. No service manager sends them. */
const CRASHES = new Set(['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP']);
/** Restarts in ten minutes. More of them are no accident, and restarting would hide the fault. */
const RESTARTS = 5;
const WINDOW_MS = 10 * 60_000;
/** The server gives itself 2.5 s to stop. It is killed after that, so that all is gone within 3 s. Tests give more. */
const KILL_MS = 2_750 * Number(process.env.FACELOGIN_TEST_PATIENCE || 1);

/**
 * Counts restarts.
 * @param {() => number} now clock, milliseconds
 * @returns {() => number} asks for one more: which of the window's restarts it is, or 0 where there were too many.
 */
function restartCounter(now) {
  let restarts = [];
  return () => {
    restarts = restarts.filter((time) => now() - time < WINDOW_MS);
    return restarts.length >= RESTARTS ? 0 : restarts.push(now());
  };
}

/** Starts the server. Its standard input is a pipe that we hold. */
function spawnServer(command, args) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...process.env, FACELOGIN_SUPERVISED: '1' },
  });
  child.stdin.on('error', () => {});
  return child;
}

/**
 * Runs a server until it ends by itself or a signal stops us.
 * When we are gone, however that came about, the pipe to the server ends, and the server with it
 * (`FACELOGIN_SUPERVISED=1` tells it to watch the pipe).
 * @param {string} command program of the server
 * @param {string[]} args its arguments
 * @param {(line: string) => void} tell takes a line about what happens
 * @param {{ now?: () => number }} [options] clock, milliseconds
 * @returns {Promise<number>} exit code for our own process.
 */
export function supervise(command, args, tell, { now = Date.now } = {}) {
  const countRestart = restartCounter(now);
  let child;
  let stopping = false;
  const stop = (signal) => {
    if (stopping) return;
    stopping = true;
    child.kill(signal);
    setTimeout(() => child.kill('SIGKILL'), KILL_MS).unref();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, () => stop(signal));

  return new Promise((done) => {
    const start = () => {
      child = spawnServer(command, args);
      child.once('error', (error) => {
        tell(`The server cannot be started: ${error.message}`);
        done(127);
      });
      child.once('exit', ended);
    };
    const ended = (code, signal) => {
      if (stopping && STOP_SIGNALS.includes(signal)) return done(0);
      if (!stopping && signal === 'SIGKILL') tell(`The server ended: ${wantOfMemory(allowedMiB(), SERVER_MIB)}.`);
      if (stopping || !(code === RESTART_EXIT || CRASHES.has(signal))) return done(exitCode(code, signal));
      const reason = signal ?? `exit code ${code}`;
      const restart = countRestart();
      if (restart === 0) {
        tell(`The server ended (${reason}) once more after ${RESTARTS} restarts in 10 minutes: giving up.`);
        return done(RESTART_EXIT);
      }
      tell(`The server ended (${reason}): starting it again, ${restart} of ${RESTARTS} in 10 minutes.`);
      start();
    };
    start();
  });
}
