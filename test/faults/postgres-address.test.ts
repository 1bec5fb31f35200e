/** Every way to PostgreSQL that libpq knows: Unix sockets, IPv6, several hosts, TLS. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createClient } from '../../src/db/postgres/postgres.ts';
import { type Cluster, noCluster, startCluster } from '../helpers/data/cluster.ts';
import { migrateHere } from '../helpers/data/migrating.ts';
import { giveTls, noOpenssl } from '../helpers/data/tls.ts';
import { describeIf } from '../helpers/need.ts';
import { startRunning } from '../helpers/server/running.ts';

setDefaultTimeout(120_000);

const ipv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));

/** What the server says of the connection on which it is asked. */
async function seen(url: string): Promise<{ tls: boolean; socket: boolean; address: string | null }> {
  const sql = createClient(url, { max: 1 });
  try {
    const [row] = await sql<{ tls: boolean; socket: boolean; address: string | null }[]>`
      select coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as tls,
        inet_client_addr() is null as socket, host(inet_server_addr()) as address`;
    return row!;
  } finally {
    await sql.end();
  }
}

const missing = noCluster ?? noOpenssl;
describeIf(!missing, 'the ways to PostgreSQL', missing ?? '', () => {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-address-'));
  let cluster: Cluster;
  /** Folder of the server's socket. */
  let sockets = '';
  let [who, port] = ['', ''];

  beforeAll(async () => {
    cluster = await startCluster();
    const url = new URL(cluster.url);
    [who, port] = [`${url.username}:${url.password}`, url.port];
    const sql = createClient(cluster.url, { max: 1 });
    const [place] = await sql`select current_setting('data_directory') as data`;
    sockets = dirname(place!.data);
    await sql.end();
  });
  afterAll(async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const migrate = (url: string) => migrateHere({ FACELOGIN_DATA: folder, DATABASE_URL: url });

  test('each form of a Unix socket leads to the socket', async () => {
    const [user, password] = who.split(':');
    for (const url of [
      `postgres:///postgres?host=${sockets}&port=${port}&user=${user}&password=${password}`,
      `postgres://${who}@/postgres?host=${sockets}&port=${port}`,
      `postgresql://${who}@${encodeURIComponent(sockets)}:${port}/postgres`,
      // TCP goes nowhere here, so the folder must not be passed over.
      `postgres://${who}@nowhere.invalid/postgres?host=${encodeURIComponent(sockets)}&port=${port}&sslmode=require`,
    ]) {
      expect(await seen(url)).toEqual({ tls: false, socket: true, address: null });
      expect(await migrate(url)).toMatchObject({ code: 0, err: '' });
    }
  });

  test('a socket that is not there is named by its path', async () => {
    const url = `postgres:///postgres?host=${folder}&port=${port}`;
    const { code, err } = await migrate(url);
    expect(code).toBe(1);
    expect(err).toContain(`Cannot reach PostgreSQL at ${folder}/.s.PGSQL.${port}/postgres: `);
  });

  test.skipIf(!ipv6)('an IPv6 address in brackets (skipped on a machine without ::1)', async () => {
    expect(await seen(`postgres://${who}@[::1]:${port}/postgres`)).toMatchObject({ address: '::1' });
    expect(await migrate(`postgres://${who}@[::1]:${port}/postgres`)).toMatchObject({ code: 0, err: '' });
  });

  test('of several hosts the first one that answers', async () => {
    expect(await seen(`postgres://${who}@127.0.0.1:1,127.0.0.1:${port}/postgres`)).toMatchObject({ socket: false });
  });

  test('a server without TLS is told where TLS is asked for', async () => {
    const { code, err } = await migrate(`${cluster.url}?sslmode=require`);
    expect(code).toBe(1);
    expect(err).toMatch(/Its TLS is off, or sslmode in DATABASE_URL is wrong\.\n$/);
  });

  describe('with TLS', () => {
    beforeAll(async () => {
      const sql = createClient(cluster.url, { max: 1 });
      await giveTls(sql, folder);
      await sql.end();
    });
    const at = (host: string, query: string) => `postgres://${who}@${host}:${port}/postgres?${query}`;
    const root = (name: string) => `sslrootcert=${join(folder, `${name}.crt`)}`;

    test.each([
      ['127.0.0.1', 'sslmode=disable', false],
      ['127.0.0.1', '', true],
      ['127.0.0.1', 'sslmode=prefer', true],
      ['127.0.0.1', 'sslmode=require&channel_binding=prefer', true],
    ])('%s?%s', async (host, query, tls) => {
      expect((await seen(at(host, query))).tls).toBe(tls);
    });

    test('a certificate is checked as far as sslmode says', async () => {
      expect((await seen(at('localhost', `sslmode=verify-full&${root('ours')}`))).tls).toBe(true);
      expect((await seen(at('127.0.0.1', `sslmode=verify-full&${root('ours')}`))).tls).toBe(true);
      expect((await seen(at('127.0.0.2', `sslmode=verify-ca&${root('ours')}`))).tls).toBe(true);
      for (const query of [
        'sslmode=verify-ca',
        `sslmode=verify-ca&${root('other')}`,
        `sslmode=require&${root('other')}`,
      ])
        expect((await migrate(at('localhost', query))).err).toContain('unable to verify the first certificate');
      expect((await migrate(at('127.0.0.2', `sslmode=verify-full&${root('ours')}`))).err).toContain(
        "does not match certificate's altnames",
      );
    });

    test('channel_binding=require is refused, not passed over', async () => {
      const { code, err } = await migrate(at('127.0.0.1', 'sslmode=require&channel_binding=require'));
      expect(code).toBe(1);
      expect(err).toContain('FaceLogin does not do channel_binding=require');
    });

    test('a server starts, listens and stops', async () => {
      const DATABASE_URL = at('localhost', `sslmode=verify-full&${root('ours')}`);
      const server = await startRunning({ DATABASE_URL, FACELOGIN_RECOGNIZER: 'lbph' });
      expect(server.deps.vision.status()).toMatchObject({ state: 'ready' });
      await server.stop();
    });
  });
});
