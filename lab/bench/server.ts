/** A real server in a process of its own, on a temporary folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { projectRoot } from '../../src/cli/place.ts';
import { type Config, loadConfig } from '../../src/config.ts';

export type BenchServer = {
  url: string;
  pid: number;
  /** Settings of its environment. A command with the same ones finds it. */
  settings: Record<string, string>;
  /** Memory of the process in MiB; undefined where the system does not tell. */
  rssMiB(): number | undefined;
};

/** Milliseconds from the start of the process. `listening`: until it answers. `ready`: until it can look at a face. */
export type StartTimes = { listening: number; ready: number };

const START_MS = 120_000;
/** Characters that are kept of what the server complains of, the last ones. */
const KEPT = 2_000;

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/**
 * Starts a server. It ends with this process, however that ends: it stops when its standard input does (see
 * `serve.ts`). Its complaints are kept and not shown: under load there is one for each frame that it had no time for.
 */
export function startServer(env: Record<string, string>): { server: ChildProcess; complaints: () => string } {
  const main = join(projectRoot, 'Bun' in globalThis ? 'src/main.ts' : 'dist/src/main.node.js');
  const server = spawn(process.execPath, [main], {
    env: { ...process.env, ...env, FACELOGIN_SUPERVISED: '1' },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let told = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    told = (told + text).slice(-KEPT);
  });
  return { server, complaints: () => told };
}

/** Asks for the server's health until it is well. @throws {Error} where it ends or takes too long. */
export async function untilReady(server: ChildProcess, url: string): Promise<StartTimes> {
  const start = performance.now();
  let listening: number | undefined;
  for (;;) {
    const status = await fetch(`${url}/health`).then(
      (response) => response.status,
      () => undefined,
    );
    const now = performance.now() - start;
    if (status !== undefined) listening ??= now;
    if (status === 200) return { listening: listening!, ready: now };
    const ended = server.exitCode ?? server.signalCode;
    if (ended !== null) throw new Error(`The server ended (${ended}).`);
    if (now > START_MS) throw new Error(`The server did not start within ${START_MS / 1000} s.`);
    await delay(20);
  }
}

/** The resident memory of a process in MiB; undefined where the system does not tell. */
export function memoryOf(pid: number | undefined): number | undefined {
  try {
    const kib = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
  } catch {
    return undefined;
  }
}

/** A temporary folder and, later, the server on it. */
function createPlace() {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-bench-'));
  let started: { server: ChildProcess; ended: Promise<unknown> } | undefined;
  return {
    folder,
    start(env: Record<string, string>) {
      const { server, complaints } = startServer(env);
      started = { server, ended: new Promise((resolve) => server.once('exit', resolve)) };
      return { server, complaints };
    },
    /** Stops the server before it removes the folder: a server that still starts would make the folder again. */
    async clear(): Promise<void> {
      started?.server.kill('SIGTERM');
      await started?.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function settingsFor(data: string, port: number): Record<string, string> {
  return {
    ...{ FACELOGIN_DATA: data, PORT: String(port), HOST: '127.0.0.1', DATABASE_URL: '', FACELOGIN_PUBLIC_URL: '' },
    // Each face is compared with everybody, also where the measured error rates would allow fewer people.
    ...{ FACELOGIN_RECOGNIZER: 'embedding', FACELOGIN_IDENTIFICATION: 'always', FACELOGIN_TRUSTED_PROXIES: '' },
  };
}

/**
 * Prepares the data, starts a server on them and gives it to the task. Then it stops the server and removes the data,
 * also where a signal ends this process.
 * @param prepare fills the empty database of these settings.
 * @param more further settings of the server.
 */
export async function withServer<Result>(
  prepare: (config: Config) => Promise<void>,
  task: (server: BenchServer, times: StartTimes) => Promise<Result>,
  more: Record<string, string> = {},
): Promise<Result> {
  const place = createPlace();
  const interrupted = () => void place.clear().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const port = await freePort();
  const [url, env] = [`http://127.0.0.1:${port}`, { ...settingsFor(place.folder, port), ...more }];
  try {
    await prepare(loadConfig(env));
    const { server, complaints } = place.start(env);
    try {
      return await task(
        { url, pid: server.pid!, settings: env, rssMiB: () => memoryOf(server.pid) },
        await untilReady(server, url),
      );
    } catch (error) {
      process.stderr.write(complaints());
      throw error;
    }
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await place.clear();
  }
}
