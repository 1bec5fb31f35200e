/**
 * Two servers on one PostgreSQL: what happens on one is known to the other, which is told by the database alone. Nothing
 * else makes a server compare its gallery while the line is up: a change that was not told of would be waited for in vain.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { templatesByKey } from '../../src/db/keycheck.ts';
import { users } from '../../src/db/schema.ts';
import { rotateKeys } from '../../src/faces/rotate.ts';
import { type Cluster, noCluster, startCluster } from '../helpers/data/cluster.ts';
import { addUser, deleteFace, enrollFace } from '../helpers/data/faces.ts';
import { describeIf } from '../helpers/need.ts';
import { startRunning } from '../helpers/server/running.ts';
import { until } from '../helpers/until.ts';

setDefaultTimeout(300_000);

describeIf(!noCluster, 'two servers on one PostgreSQL', noCluster ?? '', () => {
  const keysDir = mkdtempSync(join(tmpdir(), 'facelogin-keys-'));
  let cluster: Cluster;
  let one: Awaited<ReturnType<typeof startRunning>>;
  let two: Awaited<ReturnType<typeof startRunning>>;

  beforeAll(async () => {
    cluster = await startCluster();
    const keys = { FACELOGIN_TEMPLATE_KEY: '', FACELOGIN_KEYS_DIR: keysDir };
    const env = { DATABASE_URL: cluster.url, FACELOGIN_RECOGNIZER: 'lbph', FACELOGIN_VISION_WORKERS: '2', ...keys };
    one = await startRunning(env);
    // One of them shows that each worker of a server is told.
    two = await startRunning({ ...env, FACELOGIN_VISION_WORKERS: '1' });
    // A server is ready with its first worker.
    await until(() => seenBy(one).workersReady === 2);
  });
  afterAll(async () => {
    await one?.stop();
    await two?.stop();
    await cluster?.stop();
    rmSync(keysDir, { recursive: true, force: true });
  });

  const seenBy = ({ deps }: typeof one) => deps.vision.status();
  /** How many templates each person has in the galleries of all workers of a server. */
  async function heldBy({ deps }: typeof one): Promise<Map<string, number>> {
    return new Map([...(await deps.vision.loaded())].map(([userId, ids]) => [userId, ids.split(',').length]));
  }
  /** Waits until both servers hold these people with so many templates, and nobody else. */
  async function bothHold(people: Record<string, number>): Promise<void> {
    const wanted = new Map(Object.entries(people));
    for (const server of [one, two]) await until(async () => Bun.deepEquals(await heldBy(server), wanted));
  }

  /** Ends the connections on which servers listen, as a network does that loses them. */
  async function cutLines(): Promise<number> {
    const cut = await one.deps.db.execute<{ n: number }>(sql`
      select count(pg_terminate_backend(pid))::int as n from pg_stat_activity where query ilike 'listen %'`);
    return (cut as unknown as { n: number }[])[0]!.n;
  }

  test('an enrollment, a replacement and a removal on one are known to the other', async () => {
    const userId = await addUser(one.deps, 'anna');
    await enrollFace(one.deps, userId, 1, 2, 3);
    await until(() => seenBy(two).templates === 3);
    await enrollFace(one.deps, userId, 4, 5);
    await until(() => seenBy(two).templates === 2);
    await deleteFace(one.deps, userId);
    await until(() => seenBy(two).people === 0);
    // The server that was told by nobody but the database knows as well.
    await until(() => seenBy(one).people === 0);
  });

  test('an account that is disabled is in no gallery, and in both again once it is enabled', async () => {
    const userId = await addUser(one.deps, 'ben');
    await enrollFace(one.deps, userId, 6);
    await until(() => seenBy(two).people === 1);
    const disable = (disabledAt: Date | null) =>
      two.deps.db.update(users).set({ disabledAt }).where(eq(users.id, userId));
    await disable(new Date());
    await until(() => seenBy(two).people === 0 && seenBy(one).people === 0);
    await disable(null);
    await until(() => seenBy(two).people === 1 && seenBy(one).people === 1);
  });

  test('a deleted account takes its face out of both', async () => {
    await one.deps.db.delete(users).where(eq(users.username, 'ben'));
    await until(() => seenBy(two).people === 0 && seenBy(one).people === 0);
  });

  test('what a rolled back transaction would have changed is told to nobody', async () => {
    const userId = await addUser(one.deps, 'cleo');
    const work = one.deps.db.transaction(async (tx) => {
      await enrollFace({ ...one.deps, db: tx as unknown as typeof one.deps.db }, userId, 8);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    // A change after it has arrived, so that one would have arrived as well.
    const other = await addUser(one.deps, 'dora');
    await enrollFace(one.deps, other, 9);
    await until(() => seenBy(two).people > 0);
    expect(seenBy(two)).toMatchObject({ people: 1, templates: 1 });
  });

  test('changes while the line is down are known when it is up again', async () => {
    const before = await addUser(one.deps, 'emil');
    await enrollFace(one.deps, before, 10, 11);
    await until(() => seenBy(two).people === 2);
    expect(await cutLines()).toBe(2);
    // At once, before anybody listens again: one comes, one goes, one changes.
    const userId = await addUser(one.deps, 'fay');
    await enrollFace(one.deps, userId, 12);
    await enrollFace(one.deps, before, 13, 14, 15);
    await one.deps.db.delete(users).where(eq(users.username, 'dora'));
    // Counts alone would not do: on the way there are as many people with as many templates, but other ones.
    await bothHold({ [before]: 3, [userId]: 1 });
    await enrollFace(one.deps, userId, 16, 17);
    await bothHold({ [before]: 3, [userId]: 2 });
    expect([one, two].map((server) => seenBy(server).workersReady)).toEqual([2, 1]);
  });

  test('a setting that was changed on one counts on the other, also after the line was down', async () => {
    const change = (value: string) => one.deps.tuning.change({ name: 'FACELOGIN_TARGET_FMR', value });
    await change('0.001');
    await until(() => two.deps.config.targetFmr === 0.001);
    await cutLines();
    await change('0.00001');
    await until(() => two.deps.config.targetFmr === 0.00001);
  });

  test('a new template key on one is used by the other at once, where they share the folder of keys', async () => {
    const before = await templatesByKey(one.deps.db);
    const { keyId, templates } = await rotateKeys(one.deps);
    expect([...before.values()]).toEqual([templates]);
    await until(() => two.deps.keys.keyId === keyId);
    await enrollFace(two.deps, await addUser(two.deps, 'hal'), 21);
    await until(() => seenBy(one).templates === templates + 1);
    expect(await templatesByKey(one.deps.db)).toEqual(new Map([[keyId, templates + 1]]));
    await two.deps.db.delete(users).where(eq(users.username, 'hal'));
    await until(() => seenBy(one).templates === templates && seenBy(two).templates === templates);
  });

  test('a database that was away for a while is listened to again, and compared', async () => {
    await cluster.halt();
    for (const { deps } of [one, two]) {
      const answers = () =>
        deps.db.execute(sql`select 1`).then(
          () => true,
          () => false,
        );
      await until(async () => !(await answers()));
    }
    await cluster.resume();
    const userId = await addUser(one.deps, 'gus');
    await enrollFace(one.deps, userId, 18);
    await until(() => seenBy(one).people === 3 && seenBy(two).people === 3);
    await enrollFace(two.deps, userId, 19, 20);
    await until(() => seenBy(one).templates === 7 && seenBy(two).templates === 7);
  });
});
