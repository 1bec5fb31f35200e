/** Gives a PostgreSQL of a test a certificate of an authority of its own. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type postgres from 'postgres';
import { until } from '../vision/engine.ts';

/** What this machine lacks for it, if anything. */
export const noOpenssl: string | undefined = Bun.which('openssl')
  ? undefined
  : 'openssl is not installed (Debian: apt-get install openssl)';

function openssl(folder: string, line: string): void {
  const { status, stderr } = spawnSync('openssl', line.split(' '), { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

function authority(folder: string, name: string): void {
  openssl(folder, `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=${name} -keyout ${name}.key -out ${name}.crt`);
}

/**
 * Makes the authorities `ours` and `other` in a folder, and a certificate of `ours` for localhost and 127.0.0.1, which
 * the server uses from then on.
 */
export async function giveTls(sql: postgres.Sql, folder: string): Promise<void> {
  authority(folder, 'ours');
  authority(folder, 'other');
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1');
  openssl(folder, 'req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr');
  const signed = '-CA ours.crt -CAkey ours.key -CAcreateserial -days 2 -extfile names -out server.crt';
  openssl(folder, `x509 -req -in server.csr ${signed}`);
  const [place] = await sql<{ data: string }[]>`select current_setting('data_directory') as data`;
  const { uid, gid } = statSync(place!.data);
  for (const file of ['server.key', 'server.crt']) {
    chmodSync(join(folder, file), 0o600);
    chownSync(join(folder, file), uid, gid);
    const setting = file === 'server.key' ? 'ssl_key_file' : 'ssl_cert_file';
    await sql.unsafe(`alter system set ${setting} = '${join(folder, file)}'`);
  }
  chmodSync(folder, 0o755);
  await sql.unsafe('alter system set ssl = on');
  await sql`select pg_reload_conf()`;
  await until(async () => (await sql`select current_setting('ssl') as ssl`)[0]!.ssl === 'on');
}
