/** From the event to the receiver and back, with receivers on loopback. */
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { Webhook as Verifier } from 'standardwebhooks';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { addUser } from '../../test/helpers/data/faces.ts';
import { type TestClock, testClock, testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { type Got, startReceiver, webhookTo } from '../../test/helpers/site/receiver.ts';
import { until } from '../../test/helpers/until.ts';
import { auditEvents, webhookDeliveries, webhooks } from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import { happened } from '../events/events.store.ts';
import { resend, setEnabled } from './change.ts';
import { WAITS } from './retries.ts';
import { createSender, type Sender } from './sender.ts';
import { sweepWebhooks } from './sweep.ts';

let deps: Deps & { clock: TestClock };
let sender: Sender;
let receiver: ReturnType<typeof startReceiver>;
let answers: (() => Response | Promise<Response>)[];
let anna: string;

beforeEach(async () => {
  await truncateAll();
  // The library that verifies asks the system for the time.
  const config = testConfig({ FACELOGIN_WEBHOOK_PRIVATE: 'allow' });
  deps = await testDeps({ config, clock: testClock(new Date()) });
  sender = createSender(deps);
  answers = [];
  receiver = startReceiver({ answer: () => answers.shift()?.() ?? new Response(null, { status: 204 }) });
  anna = await addUser(deps, 'anna');
});
afterEach(async () => {
  await sender.stop();
  await receiver.stop();
});

const signedIn = (userId = anna) =>
  deps.db.transaction((tx) =>
    happened(tx, { at: deps.clock(), userId, kind: 'signed-in', detail: { method: 'face' } }),
  );
const deliveries = () => deps.db.select().from(webhookDeliveries).orderBy(webhookDeliveries.at);
const verify = (secret: string, { body, headers }: Got) => new Verifier(secret).verify(body, headers);

test('an event arrives, and the library of the standard verifies it', async () => {
  const { secret } = await webhookTo(deps, receiver.url);
  const event = await signedIn();
  await sender.look();
  expect(receiver.got).toHaveLength(1);
  const [got] = receiver.got as [Got];
  expect(verify(secret, got)).toEqual({
    type: 'sign_in.succeeded',
    timestamp: deps.clock().toISOString(),
    data: { event, person: { id: anna, name: 'anna', displayName: 'anna' } },
  });
  expect(got.headers['content-type']).toBe('application/json');
  expect(() => verify(`whsec_${Buffer.alloc(32).toString('base64')}`, got)).toThrow('No matching signature');
  expect(await deliveries()).toMatchObject([
    { id: got.id, delivered: true, nextAt: null, status: 204, attempts: 1, error: null, lastMs: expect.any(Number) },
  ]);
  await sender.look();
  expect(receiver.got).toHaveLength(1);
});

test('a receiver that fails gets the same event again, later and later, and in the end no more', async () => {
  await webhookTo(deps, receiver.url);
  await signedIn();
  answers = WAITS.concat(0).map(() => () => new Response('not now', { status: 500 }));
  const begin = deps.clock().getTime();
  await sender.look();
  for (const wait of WAITS) {
    deps.clock.forward(wait - 1);
    await sender.look();
    const before = receiver.got.length;
    deps.clock.forward(wait * 0.1 + 2);
    await sender.look();
    expect(receiver.got).toHaveLength(before + 1);
  }
  expect(deps.clock().getTime() - begin).toBeGreaterThan(23 * 3_600_000);
  expect(receiver.got).toHaveLength(WAITS.length + 1);
  expect(new Set(receiver.got.map(({ id }) => id)).size).toBe(1);
  expect(new Set(receiver.got.map(({ body }) => body)).size).toBe(1);
  const [row] = await deliveries();
  expect(row).toMatchObject({ delivered: false, nextAt: null, status: 500, answer: 'not now', attempts: 8 });
  deps.clock.forward(30 * 3_600_000);
  await sender.look();
  expect(receiver.got).toHaveLength(8);
  expect(await deps.db.select().from(webhooks)).toMatchObject([{ enabled: true }]);
});

test('a delivery is sent again under the same id', async () => {
  const { id: webhookId } = await webhookTo(deps, receiver.url);
  await signedIn();
  await sender.look();
  const { id } = (await deliveries())[0]!;
  await resend(deps, { id, webhookId });
  await sender.look();
  expect(receiver.got.map((got) => got.id)).toEqual([id, id]);
  expect(await deliveries()).toMatchObject([{ delivered: true, attempts: 1 }]);
  const other = await webhookTo(deps, receiver.url);
  await expect(resend(deps, { id, webhookId: other.id })).rejects.toThrow('not-found');
});

test('a receiver that answers 410 is switched off, and the audit trail says why', async () => {
  const { id } = await webhookTo(deps, receiver.url);
  await signedIn();
  answers = [() => new Response(null, { status: 410 })];
  await sender.look();
  expect(await deliveries()).toMatchObject([{ delivered: false, nextAt: null, status: 410, attempts: 1 }]);
  expect(await deps.db.select().from(webhooks)).toMatchObject([{ id, enabled: false }]);
  const [event] = await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'webhook-changed'));
  expect(event).toMatchObject({ actorId: null, detail: { name: 'Doors', enabled: false, reason: 'gone' } });
  await signedIn();
  expect(await deliveries()).toHaveLength(1);
});

test('switching off gives up what waits, also what is on its way', async () => {
  const { id, actorId } = await webhookTo(deps, receiver.url);
  await signedIn();
  let answer = (_: Response) => {};
  answers = [() => new Promise<Response>((done) => (answer = done))];
  const looked = sender.look();
  await until(() => receiver.got.length === 1);
  await signedIn();
  await setEnabled(deps, { id, actorId, enabled: false });
  answer(new Response(null, { status: 500 }));
  await looked;
  expect((await deliveries()).map(({ nextAt, delivered }) => [nextAt, delivered])).toEqual([
    [null, false],
    [null, false],
  ]);
});

test('servers on one database share the work: each event is sent once', async () => {
  await webhookTo(deps, receiver.url);
  for (let i = 0; i < 12; i++) await signedIn();
  const servers = [1, 2, 3].map(() => createSender(deps));
  await Promise.all(servers.map((one) => one.look()));
  expect(receiver.got).toHaveLength(12);
  expect(new Set(receiver.got.map(({ id }) => id)).size).toBe(12);
});

test('a server that ends during a try leaves it to the next one', async () => {
  await webhookTo(deps, receiver.url);
  await signedIn();
  answers = [() => new Promise<Response>(() => {})];
  const looked = sender.look();
  await until(() => receiver.got.length === 1);
  await sender.stop();
  await looked;
  expect(await deliveries()).toMatchObject([{ attempts: 0, lastAt: null, nextAt: deps.clock() }]);
  await createSender(deps).look();
  expect(receiver.got.map(({ id }) => id)).toEqual([receiver.got[0]!.id, receiver.got[0]!.id]);
});

test('a server that is killed during a try holds the event back for half a minute', async () => {
  await webhookTo(deps, receiver.url);
  await signedIn();
  const [row] = await deliveries();
  // What the claim of a server leaves that is gone.
  const claimed = { attempts: 1, nextAt: new Date(deps.clock().getTime() + 30_000) };
  await deps.db.update(webhookDeliveries).set(claimed);
  await sender.look();
  expect(receiver.got).toEqual([]);
  deps.clock.forward(30_000);
  await sender.look();
  expect(receiver.got.map(({ id }) => id)).toEqual([row!.id]);
});

test('a dead receiver delays neither another webhook nor what happens here', async () => {
  const dead = startReceiver({ answer: () => new Promise<Response>(() => {}) });
  try {
    await webhookTo(deps, dead.url, { name: 'Dead' });
    for (let i = 0; i < 7; i++) await signedIn();
    const hanging = sender.look();
    await until(() => dead.got.length === 5);
    await webhookTo(deps, receiver.url);
    await signedIn();
    await sender.look();
    expect(receiver.got).toHaveLength(1);
    await sender.stop();
    await hanging;
  } finally {
    await dead.stop();
  }
});

test('a webhook gets the events that it asks for, and none while it is off', async () => {
  const { id, actorId } = await webhookTo(deps, receiver.url, { events: ['person.deleted', 'face.removed'] });
  await signedIn();
  await setEnabled(deps, { id, actorId, enabled: false });
  await happened(deps.db, { at: deps.clock(), userId: anna, kind: 'face-removed' });
  await setEnabled(deps, { id, actorId, enabled: true });
  await happened(deps.db, { at: deps.clock(), userId: anna, kind: 'face-removed' });
  expect(await deliveries()).toMatchObject([{ type: 'face.removed' }]);
});

test('by default a private address is refused when it is sent, too', async () => {
  await webhookTo(deps, receiver.url);
  await signedIn();
  const strict = createSender({ ...deps, config: testConfig() });
  await strict.look();
  expect(receiver.got).toEqual([]);
  expect(await deliveries()).toMatchObject([{ error: 'private', status: null, nextAt: expect.any(Date) }]);
});

test('housekeeping gives up what nobody had time to try, and removes deliveries after 30 days', async () => {
  await webhookTo(deps, receiver.url);
  await signedIn();
  deps.clock.forward(27 * 3_600_000);
  await sweepWebhooks(deps.db, deps.clock());
  expect(await deliveries()).toMatchObject([{ nextAt: null, delivered: false, attempts: 0 }]);
  deps.clock.forward(29 * 24 * 3_600_000);
  await sweepWebhooks(deps.db, deps.clock());
  expect(await deliveries()).toEqual([]);
});
