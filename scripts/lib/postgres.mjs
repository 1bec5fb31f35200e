/** A PostgreSQL server for tests: a cluster of its own in a temporary folder, on loopback, with a random password. */
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  cpSync,
  lchownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { output, run, which } from './place.mjs';

/** Where distributions keep the server's programs off the PATH; the newest version comes first. */
function versionFolders() {
  return ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt'].flatMap((parent) => {
    try {
      const names = readdirSync(parent).filter((name) => /^(postgresql@)?\d+$/.test(name));
      const version = (name) => Number(name.replace(/\D/g, ''));
      return names.sort((a, b) => version(b) - version(a)).map((name) => join(parent, name, 'bin'));
    } catch {
      return [];
    }
  });
}

/** Folder of `initdb` and `pg_ctl`, 15 or newer, or undefined. */
export function findPostgres() {
  const paths = [...versionFolders().map((folder) => join(folder, 'initdb')), ...which('initdb')];
  const initdb = paths.find((path) => Number(output(path, ['--version'])?.match(/(\d+)/)?.[1]) >= 15);
  return initdb?.slice(0, -'/initdb'.length);
}

/** PostgreSQL refuses to run as root; there its programs run as the user that its package made. */
function asServerUser(folder) {
  if (process.getuid?.() !== 0) return (program, args) => [program, args];
  const uid = Number(output('id', ['-u', 'postgres']));
  const gid = Number(output('id', ['-g', 'postgres']));
  if (!uid) return undefined;
  chownSync(folder, uid, gid);
  chownSync(join(folder, 'password'), uid, gid);
  return (program, args) => ['runuser', ['-u', 'postgres', '--', program, ...args]];
}

/** A port that was free a moment ago. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** What a program of the cluster in a folder is run by. @returns undefined where nobody may run it. */
function runner(bin, folder) {
  const as = asServerUser(folder);
  // runuser lies in /usr/sbin, which not everybody's PATH has.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  const options = { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] };
  return as && ((program, ...args) => run(...as(join(bin, program), args), options));
}

/** An empty cluster in a folder. @returns {Promise<boolean>} whether it was made. */
async function makeCluster(quiet, folder) {
  const password = `--pwfile=${join(folder, 'password')}`;
  const how = ['-U', 'facelogin', '-E', 'UTF8', '--locale=C', '-A', 'scram-sha-256', password];
  return (await quiet('initdb', '-D', join(folder, 'data'), ...how)) === 0;
}

/** A copy of a cluster that was never started, for the user of the folder's server. */
function copyCluster(kept, folder) {
  const data = join(folder, 'data');
  cpSync(join(kept, 'data'), data, { recursive: true });
  const { uid, gid } = statSync(folder);
  for (const name of ['.', ...readdirSync(data, { recursive: true })]) lchownSync(join(data, name), uid, gid);
}

/** Makes a cluster that {@link startPostgres} can copy, in a folder that is there. @throws {Error} where it cannot. */
export async function keepCluster(kept) {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-postgres-'));
  try {
    writeFileSync(join(folder, 'password'), randomBytes(16).toString('hex'), { mode: 0o600 });
    const quiet = runner(findPostgres(), folder);
    if (!quiet || !(await makeCluster(quiet, folder))) throw new Error('a PostgreSQL cluster could not be made');
    cpSync(folder, kept, { recursive: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Starts a cluster and waits until it answers.
 * `kept`: a folder of {@link keepCluster}, to copy in place of making a cluster, which takes most of a second.
 * `halt` stops it at once, as a crash or a pulled plug would; `resume` starts it again on the same data.
 * @returns {Promise<{ url: string, stop: () => Promise<void>, halt: () => Promise<void>, resume: () => Promise<void> } | { missing: string }>} `missing`: why there is none.
 */
export async function startPostgres({ kept } = {}) {
  const bin = findPostgres();
  if (bin === undefined)
    return { missing: 'PostgreSQL 15 or newer is not installed (Debian: apt-get install postgresql)' };
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-postgres-'));
  const password = kept ? readFileSync(join(kept, 'password'), 'utf8') : randomBytes(16).toString('hex');
  writeFileSync(join(folder, 'password'), password, { mode: 0o600 });
  const missing = (why) => {
    rmSync(folder, { recursive: true, force: true });
    return { missing: why };
  };
  const quiet = runner(bin, folder);
  if (!quiet) return missing('PostgreSQL does not run as root, and there is no user named postgres to run it as');
  const data = join(folder, 'data');
  const port = await freePort();
  // A crash loses nothing that a test would miss: no fsync.
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1,127.0.0.2,::1 -c fsync=off -c max_connections=60`;
  const start = async () =>
    (await quiet('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, 'start')) === 0;
  if (kept) copyCluster(kept, folder);
  const started = (kept || (await makeCluster(quiet, folder))) && (await start());
  if (!started) return missing('a temporary PostgreSQL could not be started; what it said is above');
  const halt = () => quiet('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
  const resume = async () => {
    if (!(await start())) throw new Error('PostgreSQL did not start again');
  };
  const stop = async () => {
    await halt();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: `postgres://facelogin:${password}@127.0.0.1:${port}/postgres`, stop, halt, resume };
}
