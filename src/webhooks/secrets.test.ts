/** The secrets that sign deliveries: two during a rotation, sealed in the database. */
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { Webhook as Verifier } from 'standardwebhooks';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { addUser } from '../../test/helpers/data/faces.ts';
import { type TestClock, testClock, testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { type Got, startReceiver, webhookTo } from '../../test/helpers/site/receiver.ts';
import { templateKeys } from '../crypto/templates.ts';
import { webhookDeliveries, webhookSecrets } from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import { happened } from '../events/events.store.ts';
import { endFormerSecret, renewSecret } from './change.ts';
import { openSecrets, resealSecrets } from './secrets.ts';
import { createSender } from './sender.ts';
import { sweepWebhooks } from './sweep.ts';

let deps: Deps & { clock: TestClock };
let receiver: ReturnType<typeof startReceiver>;
let anna: string;

beforeEach(async () => {
  await truncateAll();
  // The library that verifies asks the system for the time.
  const config = testConfig({ FACELOGIN_WEBHOOK_PRIVATE: 'allow' });
  deps = await testDeps({ config, clock: testClock(new Date()) });
  receiver = startReceiver();
  anna = await addUser(deps, 'anna');
});
afterEach(() => receiver.stop());

const signedIn = () => happened(deps.db, { at: deps.clock(), userId: anna, kind: 'signed-in' });
const deliveries = () => deps.db.select().from(webhookDeliveries);
const verify = (secret: string, { body, headers }: Got) => new Verifier(secret).verify(body, headers);

test('for a day a new secret and the former one sign together, then the new one alone', async () => {
  const { id, actorId, secret: former } = await webhookTo(deps, receiver.url);
  const { secret } = await renewSecret(deps, { id, actorId });
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  await signedIn();
  await createSender(deps).look();
  for (const one of [former, secret])
    expect(verify(one, receiver.got[0]!)).toMatchObject({ type: 'sign_in.succeeded' });
  expect(receiver.got[0]!.headers['webhook-signature']!.split(' ')).toHaveLength(2);
  deps.clock.forward(24 * 3_600_000);
  expect(await openSecrets(deps, id, deps.clock())).toEqual([secret]);
  await sweepWebhooks(deps.db, new Date(deps.clock().getTime() + 1));
  expect(await deps.db.select().from(webhookSecrets)).toHaveLength(1);
});

test('there are two at most, and the former one ends at once if asked', async () => {
  const { id, actorId } = await webhookTo(deps, receiver.url);
  const second = await renewSecret(deps, { id, actorId });
  const third = await renewSecret(deps, { id, actorId });
  expect(await openSecrets(deps, id, deps.clock())).toEqual([third.secret, second.secret]);
  await endFormerSecret(deps, { id, actorId });
  expect(await openSecrets(deps, id, deps.clock())).toEqual([third.secret]);
});

test('the database has no part of them in clear, and a row opens in its own place alone', async () => {
  const { id, secret } = await webhookTo(deps, receiver.url);
  const [row] = await deps.db.select().from(webhookSecrets);
  expect(Buffer.from(row!.ciphertext).toString('latin1')).not.toContain(secret.slice(6, 20));
  const other = await webhookTo(deps, receiver.url);
  const { nonce, ciphertext } = row!;
  await deps.db.update(webhookSecrets).set({ nonce, ciphertext }).where(eq(webhookSecrets.webhookId, other.id));
  expect(await openSecrets(deps, other.id, deps.clock())).toEqual([]);
  expect(await openSecrets(deps, id, deps.clock())).toEqual([secret]);
});

test('a new template key seals them anew', async () => {
  const { id, secret } = await webhookTo(deps, receiver.url);
  const [old, next] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(8)];
  expect(await resealSecrets({ ...deps, keys: templateKeys(next, old) })).toBe(1);
  expect(await openSecrets({ ...deps, keys: templateKeys(next) }, id, deps.clock())).toEqual([secret]);
});

test('without the key nothing is sent unsigned, and the page can say why', async () => {
  await webhookTo(deps, receiver.url);
  await signedIn();
  await createSender({ ...deps, keys: templateKeys(new Uint8Array(32).fill(9)) }).look();
  expect(receiver.got).toEqual([]);
  expect(await deliveries()).toMatchObject([{ error: 'secret', nextAt: expect.any(Date) }]);
  deps.clock.forward(6_000);
  await createSender(deps).look();
  expect(receiver.got).toHaveLength(1);
});
