/** kill -9 of a server with events on their way: none is lost, and a double carries the id of the first. */
import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook as Verifier } from 'standardwebhooks';
import { onDatabase } from '../../src/cli/data.ts';
import { loadConfig } from '../../src/config.ts';
import { webhookDeliveries } from '../../src/db/schema.ts';
import type { Deps } from '../../src/deps.ts';
import { createOutbox } from '../../src/events/outbox.ts';
import { putBlank } from '../helpers/data/blank.ts';
import { DISK, memoryGroup } from '../helpers/server/memory-group.ts';
import { startRunning } from '../helpers/server/running.ts';
import { freePort, startServer } from '../helpers/server/server.ts';
import { startReceiver, webhookTo } from '../helpers/site/receiver.ts';
import { PASSWORD } from '../helpers/site/site.ts';
import { until } from '../helpers/until.ts';

setDefaultTimeout(300_000);

/** MiB of a small machine, less what its system and npm take. `memory.test.ts` tells of less. */
const SMALL = 720;
const data = mkdtempSync(join(DISK, 'facelogin-webhook-'));
const env = {
  ...{ FACELOGIN_DATA: data, DATABASE_URL: '', FACELOGIN_TEMPLATE_KEY: '07'.repeat(32) },
  FACELOGIN_WEBHOOK_PRIVATE: 'allow',
};
const config = loadConfig(env);
afterAll(() => rmSync(data, { recursive: true, force: true }));

const onData = <T>(work: (deps: Deps) => Promise<T>) =>
  onDatabase(config, (parts) => work({ ...parts, outbox: createOutbox(parts.db) } as unknown as Deps));

/** Kills the server process itself; its supervisor starts no other one. */
async function kill(server: Awaited<ReturnType<typeof startServer>>): Promise<void> {
  const [child] = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim().split(' ');
  process.kill(Number(child), 'SIGKILL');
  await server.stop();
}

async function register(port: number, username: string): Promise<void> {
  const url = `http://localhost:${port}`;
  const body = new URLSearchParams({ username, password: PASSWORD, display_name: username });
  const answer = await fetch(`${url}/register`, { method: 'POST', body, headers: { Origin: url }, redirect: 'manual' });
  expect(answer.status).toBe(303);
}

/** The rows, with the next try of each waiting one moved to now: the lease of a server that is gone is over. */
const rowsAtOnce = () =>
  onData(async ({ db }) => {
    await db.update(webhookDeliveries).set({ nextAt: new Date() });
    return db.select().from(webhookDeliveries);
  });

test('a server that is killed between the commit and the delivery, or during it, loses no event', async () => {
  await putBlank(data);
  const port = await freePort();
  const { secret } = await onData((deps) => webhookTo(deps, `http://127.0.0.1:${port}/hook`));

  // The receiver answers nobody: the server dies in the middle of a delivery, and before it begins another one.
  const slow = startReceiver({ port, answer: () => new Promise<Response>(() => {}) });
  const group = memoryGroup(SMALL);
  const first = await startServer({
    ...{ short: true, ...(group && { group }) },
    env: { ...env, ...(group && { FACELOGIN_VISION_WORKERS: 'auto' }) },
  });
  if (group) expect(first.output()).toContain(`One vision worker in ${SMALL} MiB of memory`);
  await register(first.port, 'anna');
  await until(() => slow.got.length === 1);
  await register(first.port, 'ben');
  await kill(first);
  await group?.remove();
  await slow.stop();
  const waiting = await rowsAtOnce();
  expect(waiting.map(({ type, delivered }) => [type, delivered])).toEqual(Array(2).fill(['person.created', false]));

  const there = startReceiver({ port });
  const second = await startRunning(env);
  await until(() => there.got.length === 2);
  const ids = waiting.map(({ id }) => id).sort();
  expect(there.got.map(({ id }) => id).sort()).toEqual(ids);
  // What came twice has the id of the first time.
  expect(slow.got).toHaveLength(1);
  expect(ids).toContain(slow.got[0]!.id);
  const names = there.got.map(({ body, headers }) => {
    const { data } = new Verifier(secret).verify(body, headers) as { data: { person: { name: string } } };
    return data.person.name;
  });
  expect(names.sort()).toEqual(['anna', 'ben']);
  const ends = async () => {
    const rows = await second.deps.db.select().from(webhookDeliveries);
    return rows.map(({ delivered, status }) => [delivered, status]);
  };
  await until(async () => (await ends()).every(([delivered]) => delivered), 50);
  expect(await ends()).toEqual(Array(2).fill([true, 204]));
  await second.close();
  await there.stop();
});
