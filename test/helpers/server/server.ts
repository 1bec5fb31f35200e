/** Starts FaceLogin with the commands of the README. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { putBlank } from '../data/blank.ts';
import { projectRoot } from '../root.ts';
import type { MemoryGroup } from './memory-group.ts';

/**
 * Simultaneous test processes look for ports in different ranges. The ranges lie below the ports that a system gives to
 * programs which ask for any port, so no other program takes one before the server does.
 */
const PORTS = { first: 20_000, each: 50, places: 240 };
let portsTried = 0;

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer().once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}

/** Finds a free port that this process has not used yet. */
export async function freePort(): Promise<number> {
  const { first, each, places } = PORTS;
  for (;;) {
    const port = first + (((process.pid % places) * each + portsTried++) % (each * places));
    if (await isFree(port)) return port;
  }
}

export type Server = {
  port: number;
  /** The output so far. */
  output(): string;
  /** Process id of the supervisor, not of the server. */
  pid: number;
  /** Ends the server as a service manager does. @returns the exit code. */
  stop(): Promise<number | null>;
};

/** One vision worker is enough for one person, and two take longer to start. `auto` is the server's own choice. */
const ALONE = { DATABASE_URL: '', FACELOGIN_VISION_WORKERS: '1' };

/** The settings of a test's own process (`scripts/test.mjs`): a server runs as it does for its users. */
export const NOT_OURS = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => /^(BUN_JSC|MIMALLOC)_/.test(name))
    .map((name) => [name, undefined]),
);

/**
 * `node`: on Node (`npm run start:node`) instead of Bun. `env`: settings; the data folder is temporary by default. `by`:
 * a program that runs it, with its arguments. `group`: the control group that limits its memory. `blank`: the server
 * makes its database itself. `short`: it lives for seconds, and has the settings of the test's own process.
 */
export type ServerOptions = {
  node?: boolean;
  port?: number;
  env?: Record<string, string>;
  by?: string[];
  group?: MemoryGroup;
  blank?: boolean;
  short?: boolean;
};

/** Enters the control group that `$0` names, then becomes the program. */
const ENTER = 'echo $$ > "$0" && exec "$@"';

/**
 * Starts the server and waits until it prints its address.
 * @throws {Error} with its output if it ends before that.
 */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const { node = false, port, env = {}, by = [], group, blank = false, short = false } = options;
  const data = mkdtempSync(join(tmpdir(), 'facelogin-data-'));
  const listenOn = port ?? (await freePort());
  if (!env.DATABASE_URL && !blank) await putBlank(env.FACELOGIN_DATA ?? data);
  // The scripts run on Node, as under npm. Without Node, Bun runs them.
  const runner = Bun.which('node') ?? process.execPath;
  const command = [...by, runner, 'scripts/start.mjs', ...(node ? ['--node'] : [])];
  const [program, ...words] = group ? ['sh', '-c', ENTER, group.procs, ...command] : command;
  const child = spawn(program!, words, {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...(!short && NOT_OURS), ...ALONE, FACELOGIN_DATA: data, PORT: String(listenOn), ...env },
  });
  // The end of the test run ends the server, too.
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
