/** FaceLogin itself, started with the commands of the README. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dir, '../../..');

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

export type Server = {
  port: number;
  /** All that it has printed so far. */
  output(): string;
  /** Process id of what was started; of the supervisor, not of the server. */
  pid: number;
  /** Ends it as a service manager would. @returns its exit code. */
  stop(): Promise<number | null>;
};

/** `node`: on Node (`npm run start:node`) instead of on Bun. `env`: settings; the data folder is a temporary one. */
export type ServerOptions = { node?: boolean; port?: number; env?: Record<string, string> };

/**
 * Starts the server and waits until it says where it is.
 * @throws {Error} with all that it printed, where it ends before that.
 */
export async function startServer({ node = false, port, env = {} }: ServerOptions = {}): Promise<Server> {
  const data = mkdtempSync(join(tmpdir(), 'facelogin-data-'));
  const listenOn = port ?? (await freePort());
  // Under npm or a terminal the same scripts run on Node; where there is none, Bun runs them.
  const runner = Bun.which('node') ?? process.execPath;
  const child = spawn(runner, ['scripts/start.mjs', ...(node ? ['--node'] : [])], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DATABASE_URL: '', FACELOGIN_DATA: data, PORT: String(listenOn), ...env },
  });
  // Whatever ends the test run ends the server with it.
  const abandon = () => child.kill('SIGTERM');
  process.once('exit', abandon);
  let printed = '';
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  const up = new Promise<void>((done) => {
    const read = (chunk: Buffer) => {
      printed += chunk;
      if (printed.includes('FaceLogin is at ')) done();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  const stop = async () => {
    process.off('exit', abandon);
    child.kill('SIGTERM');
    const code = await ended;
    rmSync(data, { recursive: true, force: true });
    return code;
  };
  const early = ended.then((code) => {
    rmSync(data, { recursive: true, force: true });
    throw new Error(`the server ended with ${code} before it served:\n${printed}`);
  });
  await Promise.race([up, early]);
  early.catch(() => {});
  return { port: listenOn, output: () => printed, pid: child.pid!, stop };
}
