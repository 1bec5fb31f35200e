/** What webhooks are told, and that telling them is a part of the event's own transaction. */
import { beforeEach, describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { alice, attempt, known, next, onlyAlice, seeing, unknown } from '../../test/helpers/camera/attempt.ts';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { addUser } from '../../test/helpers/data/faces.ts';
import { queriesOf } from '../../test/helpers/data/queries.ts';
import { testDeps } from '../../test/helpers/site/deps.ts';
import { webhookTo } from '../../test/helpers/site/receiver.ts';
import { openSite, PASSWORD, registerAt } from '../../test/helpers/site/site.ts';
import { erasePerson } from '../accounts/erasure.store.ts';
import { users, webhookDeliveries, webhooks } from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import { sweepWebhooks } from '../webhooks/sweep.ts';
import { type EventKind, happened } from './events.store.ts';

const URL = 'https://example.org/hook';
const told = async () => (await testDb()).select().from(webhookDeliveries).orderBy(webhookDeliveries.at);
const at = new Date('2026-03-02T10:00:00Z');

beforeEach(truncateAll);

/** Every kind that webhooks hear of. */
const KINDS: [EventKind, string][] = [
  ['registered', 'person.created'],
  ['person-added', 'person.created'],
  ['person-changed', 'person.updated'],
  ['person-linked', 'person.updated'],
  ['profile-changed', 'person.updated'],
  ['account-disabled', 'person.updated'],
  ['account-enabled', 'person.updated'],
  ['account-deleted', 'person.deleted'],
  ['face-enrolled', 'face.enrolled'],
  ['picture-added', 'face.enrolled'],
  ['face-removed', 'face.removed'],
  ['signed-in', 'sign_in.succeeded'],
  ['sign-in-failed', 'sign_in.failed'],
];

test('each kind is told under its type, with ids and names and nothing else', async () => {
  const deps = await testDeps();
  await webhookTo(deps, URL);
  const userId = await addUser(deps, 'anna');
  for (const [kind, type] of KINDS) {
    await deps.db.delete(webhookDeliveries);
    const detail = { method: 'face', templates: 5, score: 0.9, reason: 'asked' };
    const event = await happened(deps.db, { at, userId, kind, detail });
    const person = { id: userId, name: 'anna', displayName: 'anna' };
    expect(await told()).toMatchObject([{ type, at, data: { event, person }, personId: userId, nextAt: at }]);
    expect(Object.keys((await told())[0]!.data)).toEqual(['event', 'person']);
  }
});

test('a kiosk is named beside the person whom it saw', async () => {
  const deps = await testDeps();
  await webhookTo(deps, URL);
  const userId = await addUser(deps, 'anna');
  const event = await happened(deps.db, { at, userId, kind: 'kiosk-seen', detail: { kiosk: 'Front door', score: 1 } });
  const person = { id: userId, name: 'anna', displayName: 'anna' };
  expect((await told())[0]!.data).toEqual({ event, kiosk: { name: 'Front door' }, person });
});

test('what is not for webhooks costs no statement, and what is costs one, whether or not there is a webhook', async () => {
  const deps = await testDeps();
  const userId = await addUser(deps, 'anna');
  const of = async (kind: EventKind) => {
    const work = () => deps.db.transaction((tx) => happened(tx, { at, userId, kind }));
    return (await queriesOf(deps.db, work)).map((query) => /^\s*insert into "(\w+)"/.exec(query)?.[1]).filter(Boolean);
  };
  expect(await of('password-changed')).toEqual(['audit_events']);
  expect(await of('signed-in')).toEqual(['audit_events', 'webhook_deliveries']);
  await webhookTo(deps, URL);
  expect(await of('signed-in')).toEqual(['audit_events', 'webhook_deliveries']);
  expect(await told()).toHaveLength(1);
});

test('an event that is rolled back is told to nobody', async () => {
  const deps = await testDeps();
  await webhookTo(deps, URL);
  const userId = await addUser(deps, 'anna');
  const work = deps.db.transaction(async (tx) => {
    await happened(tx, { at, userId, kind: 'signed-in' });
    throw new Error('no');
  });
  await expect(work).rejects.toThrow('no');
  expect(await told()).toEqual([]);
});

// PGlite has one connection: nothing happens during a transaction.
if (process.env.TEST_DATABASE_URL) {
  test('a webhook that is being removed neither delays nor fails an event, and one that is being renamed misses none', async () => {
    const deps = await testDeps();
    const { id } = await webhookTo(deps, URL);
    const userId = await addUser(deps, 'anna');
    const during = (change: (tx: Pick<Deps['db'], 'update' | 'delete'>) => Promise<unknown>) =>
      deps.db.transaction(async (tx) => {
        await change(tx);
        await happened(deps.db, { at, userId, kind: 'signed-in' });
      });
    await during((tx) => tx.update(webhooks).set({ name: 'Other', url: 'https://example.org/other' }));
    expect(await told()).toHaveLength(1);
    await during((tx) => tx.delete(webhooks).where(eq(webhooks.id, id)));
    expect(await told()).toEqual([]);
  });
}

test('nothing that writes an event can reach the network', () => {
  const files = readdirSync(import.meta.dir).filter((name) => !name.includes('.test.'));
  expect(files.length).toBeGreaterThan(3);
  for (const name of files) {
    const text = readFileSync(join(import.meta.dir, name), 'utf8');
    expect(`${name} ${/\bfetch\(|node:(https?|net|dns|tls)|webhooks\/(post|send)/.test(text)}`).toBe(`${name} false`);
  }
});

test('a person who registers and changes the own name is told of', async () => {
  const deps = await testDeps();
  await webhookTo(deps, URL);
  const visitor = openSite(deps).visitor();
  await registerAt(visitor, 'anna');
  deps.clock.forward(1_000);
  expect((await visitor.post('/account/edit', { display_name: 'Anna Huber' })).status).toBe(303);
  deps.clock.forward(1_000);
  await visitor.post('/logout');
  await visitor.post('/login', { username: 'anna', password: PASSWORD });
  expect((await told()).map(({ type, data }) => [type, (data.person as { displayName: string }).displayName])).toEqual([
    ['person.created', 'anna'],
    ['person.updated', 'Anna Huber'],
    ['sign_in.succeeded', 'Anna Huber'],
  ]);
});

describe('a person who is erased', () => {
  test('is told of by name, after the person is gone, and forgotten a day later', async () => {
    const deps = await testDeps();
    await webhookTo(deps, URL);
    const userId = await addUser(deps, 'anna');
    await happened(deps.db, { at, userId, kind: 'registered' });
    await deps.db.update(webhookDeliveries).set({ nextAt: null, delivered: true });
    await deps.db.transaction((tx) => erasePerson(tx, { userId, now: at }));
    expect(await told()).toMatchObject([{ type: 'person.deleted', data: { person: { id: userId, name: 'anna' } } }]);
    await deps.db.update(webhookDeliveries).set({ nextAt: null, delivered: true });
    await sweepWebhooks(deps.db, new Date(at.getTime() + 23 * 3_600_000));
    expect(await told()).toHaveLength(1);
    await sweepWebhooks(deps.db, new Date(at.getTime() + 25 * 3_600_000));
    expect(await told()).toEqual([]);
  });

  test('is still told of where the event waits longer than that', async () => {
    const deps = await testDeps();
    await webhookTo(deps, URL);
    const userId = await addUser(deps, 'anna');
    await deps.db.transaction((tx) => erasePerson(tx, { userId, now: at }));
    await sweepWebhooks(deps.db, new Date(at.getTime() + 25 * 3_600_000));
    expect(await told()).toMatchObject([{ type: 'person.deleted', nextAt: at }]);
  });
});

describe('a sign-in that came to nothing', () => {
  beforeEach(onlyAlice);

  /** An attempt that ends without a sign-in. @returns what webhooks are told of it. */
  async function failing(options: Parameters<typeof attempt>[0]) {
    const setting = await attempt(options);
    await webhookTo(setting.deps, URL);
    for (let i = 0; i < 24; i++) await next(setting);
    await next(setting, 31_000);
    const rows = (await told()).filter(({ type }) => type.startsWith('sign_in'));
    return rows.map(({ type, data }) => [type, data.person]);
  }

  const person = { id: alice, name: 'alice', displayName: 'Alice' };

  test('names the person whose name was typed', async () => {
    const rows = await failing({ vision: seeing(unknown), username: 'alice' });
    expect(rows).toEqual([['sign_in.failed', person]]);
  });

  test('names nobody where no name was typed, or one that nobody has', async () => {
    expect(await failing({ vision: seeing(unknown) })).toEqual([['sign_in.failed', null]]);
    await (await testDb()).delete(webhookDeliveries);
    const rows = await failing({ vision: seeing(unknown), username: 'nobody.here' });
    expect(rows.every(([type, who]) => type === 'sign_in.failed' && who === null)).toBe(true);
    expect(rows.length).toBeGreaterThan(0);
  });

  test('names nobody whose face was recognised and refused without a name: it may be a picture', async () => {
    await (await testDb()).update(users).set({ faceOffAt: new Date() }).where(eq(users.id, alice));
    expect(await failing({ vision: seeing(known) })).toEqual([['sign_in.failed', null]]);
  });
});
