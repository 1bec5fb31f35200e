/** A real PgBouncer in front of a PostgreSQL of a test. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../server/server.ts';
import { until } from '../vision/engine.ts';

/** Debian puts it in /usr/sbin, which not everybody's PATH has. */
export function findPgbouncer(): string | undefined {
  return Bun.which('pgbouncer', { PATH: `${process.env.PATH}:/usr/sbin` }) ?? undefined;
}

/** What this machine lacks to start one, if anything. */
export const noPgbouncer: string | undefined = findPgbouncer()
  ? undefined
  : 'PgBouncer is not installed (Debian: apt-get install pgbouncer)';

export type Pooler = { url: string; stop(): Promise<void> };

function settings(mode: string, target: URL, port: number, users: string): string {
  return `[databases]
* = host=${target.hostname} port=${target.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = ${mode}
`;
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Starts one. @param mode when a connection to PostgreSQL goes back into the pool. */
export async function startPgbouncer(database: string, mode: 'transaction' | 'session'): Promise<Pooler> {
  const target = new URL(database);
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-pgbouncer-'));
  const [users, ini, port] = [join(folder, 'users'), join(folder, 'ini'), await freePort()];
  writeFileSync(users, `"${target.username}" "${target.password}"\n`);
  writeFileSync(ini, settings(mode, target, port, users));
  chmodSync(folder, 0o755);
  // It does not run as root.
  const as = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
  const child = spawn(findPgbouncer()!, [...as, ini], { stdio: ['ignore', 'ignore', 'ignore'] });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const abandon = () => child.kill('SIGKILL');
  process.once('exit', abandon);
  await Promise.race([until(() => answers(port)), ended.then(() => Promise.reject(new Error('PgBouncer ended')))]);
  const url = new URL(database);
  url.port = String(port);
  const stop = async () => {
    process.off('exit', abandon);
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: url.href, stop };
}
