/** Behind a pooler a server hears of other servers, or it does not start. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../src/db/postgres/postgres.ts';
import { type Cluster, noCluster, startCluster } from '../helpers/data/cluster.ts';
import { addUser, enrollFace } from '../helpers/data/faces.ts';
import { migrateHere } from '../helpers/data/migrating.ts';
import { noPgbouncer, type Pooler, startPgbouncer } from '../helpers/data/pgbouncer.ts';
import { describeIf } from '../helpers/need.ts';
import { onBun, runWords } from '../helpers/server/command.ts';
import { commandHere } from '../helpers/server/command-here.ts';
import { startRunning } from '../helpers/server/running.ts';
import { freePort } from '../helpers/server/server.ts';
import { until } from '../helpers/vision/engine.ts';

setDefaultTimeout(120_000);

const missing = noCluster ?? noPgbouncer;

describeIf(!missing, 'PgBouncer before PostgreSQL', missing ?? '', () => {
  const data = mkdtempSync(join(tmpdir(), 'facelogin-pooled-'));
  const env = (url: string) => ({ FACELOGIN_DATA: data, DATABASE_URL: url, FACELOGIN_RECOGNIZER: 'lbph' });
  const poolers: Pooler[] = [];
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(async () => {
    for (const pooler of poolers) await pooler.stop();
    await cluster?.stop();
    rmSync(data, { recursive: true, force: true });
  });
  async function pooled(mode: 'transaction' | 'session'): Promise<string> {
    const pooler = await startPgbouncer(cluster.url, mode);
    poolers.push(pooler);
    return pooler.url;
  }

  test('in transaction mode the server refuses to start, in one line that says what to do', async () => {
    const url = await pooled('transaction');
    const settings = { ...env(url), PORT: String(await freePort()) };
    const { code, err } = await runWords(onBun('src/main.ts'), { env: settings });
    expect(code).toBe(1);
    expect(err).toMatch(/^error: PostgreSQL at 127.0.0.1:\d+\/postgres delivers no notifications .*session mode\.\n$/);
    expect((await commandHere(['doctor'], { env: env(url) })).out).toContain('delivers no notifications');
  });

  test('in transaction mode a migration leaves no lock on a connection of the pool', async () => {
    const url = await pooled('transaction');
    expect(await migrateHere(env(url))).toMatchObject({ code: 0 });
    const sql = createClient(cluster.url, { max: 1 });
    expect([...(await sql`select pid from pg_locks where locktype = 'advisory'`)]).toEqual([]);
    await sql.end();
  });

  test('in session mode a server hears what another one does', async () => {
    const one = await startRunning(env(await pooled('session')));
    const two = await startRunning({ DATABASE_URL: cluster.url, FACELOGIN_RECOGNIZER: 'lbph' });
    await enrollFace(two.deps, await addUser(two.deps, 'anna'), 1, 2);
    await until(() => one.deps.vision.status().templates === 2);
    await one.stop();
    await two.stop();
  });
});
