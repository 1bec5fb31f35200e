/** What an administrator does to webhooks. Each act is in the audit trail; no act writes an address or a secret there. */
import { record } from '../admin/record.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { insertTest, sendAgain } from './deliveries.store.ts';
import { dropFormer } from './secrets.store.ts';
import { giveSecret } from './secrets.ts';
import { switchOff } from './send.ts';
import type { WebhookForm } from './webhook.schema.ts';
import { deleteWebhook, insertWebhook, lockWebhook, saveWebhook } from './webhooks.store.ts';

type ChangeDeps = Pick<Deps, 'outbox' | 'clock' | 'keys'>;
type Asked = { id: string; actorId: string };

/** @returns the secret, which only this answer has; undefined where there are as many webhooks as may be. */
export async function addWebhook(
  { outbox, clock, keys }: ChangeDeps,
  { form, actorId }: { form: WebhookForm; actorId: string },
): Promise<{ id: string; secret: string } | undefined> {
  const now = clock();
  return outbox.commit(async (tx) => {
    const id = await insertWebhook(tx, { ...form, createdAt: now, createdBy: actorId });
    if (id === undefined) return undefined;
    const secret = await giveSecret(tx, keys, { webhookId: id, now });
    const detail = { name: form.name, events: form.events.join(' ') };
    await record(tx, { actorId, now }, { kind: 'webhook-added', detail });
    return { id, secret };
  });
}

/** @throws {AppError} `not-found`. */
export async function changeWebhook(
  { outbox, clock }: ChangeDeps,
  { id, actorId, form }: Asked & { form: WebhookForm },
): Promise<void> {
  await outbox.commit(async (tx) => {
    if (!(await lockWebhook(tx, id))) throw new AppError('not-found');
    await saveWebhook(tx, id, form);
    const detail = { name: form.name, events: form.events.join(' ') };
    await record(tx, { actorId, now: clock() }, { kind: 'webhook-changed', detail });
  });
}

/** Switching off gives up what waits. @throws {AppError} `not-found`. */
export async function setEnabled(
  { outbox, clock }: ChangeDeps,
  { id, actorId, enabled }: Asked & { enabled: boolean },
): Promise<void> {
  const now = clock();
  await outbox.commit(async (tx) => {
    const webhook = await lockWebhook(tx, id);
    if (!webhook) throw new AppError('not-found');
    if (webhook.enabled === enabled) return;
    if (!enabled) return switchOff(tx, id, { at: now, actorId });
    await saveWebhook(tx, id, { enabled });
    await record(tx, { actorId, now }, { kind: 'webhook-changed', detail: { name: webhook.name, enabled } });
  });
}

/** Gives a webhook another secret. The former one signs beside it for a day. @returns it. @throws {AppError} `not-found`. */
export async function renewSecret(
  { outbox, clock, keys }: ChangeDeps,
  { id, actorId }: Asked,
): Promise<{ name: string; secret: string }> {
  const now = clock();
  return outbox.commit(async (tx) => {
    const webhook = await lockWebhook(tx, id);
    if (!webhook) throw new AppError('not-found');
    const { name } = webhook;
    const secret = await giveSecret(tx, keys, { webhookId: id, now });
    await record(tx, { actorId, now }, { kind: 'webhook-secret', detail: { name } });
    return { name, secret };
  });
}

/** Ends the former secret before its day is over. @throws {AppError} `not-found`. */
export async function endFormerSecret({ outbox, clock }: ChangeDeps, { id, actorId }: Asked): Promise<void> {
  await outbox.commit(async (tx) => {
    const webhook = await lockWebhook(tx, id);
    if (!webhook) throw new AppError('not-found');
    if (!(await dropFormer(tx, id))) return;
    const detail = { name: webhook.name, change: 'former-ended' };
    await record(tx, { actorId, now: clock() }, { kind: 'webhook-secret', detail });
  });
}

/** Removes a webhook with its deliveries. @throws {AppError} `not-found`. */
export async function removeWebhook({ outbox, clock }: ChangeDeps, { id, actorId }: Asked): Promise<void> {
  await outbox.commit(async (tx) => {
    const gone = await deleteWebhook(tx, id);
    if (!gone) throw new AppError('not-found');
    await record(tx, { actorId, now: clock() }, { kind: 'webhook-removed', detail: { name: gone.name } });
  });
}

/** Has an event sent that tells of nothing. A webhook that is switched off gets it, too. @throws {AppError} `not-found`. */
export async function sendTest({ outbox, clock }: ChangeDeps, id: string): Promise<void> {
  await outbox.commit(async (tx) => {
    if (!(await lockWebhook(tx, id))) throw new AppError('not-found');
    await insertTest(tx, id, clock());
  });
}

/** @throws {AppError} `not-found`. */
export async function resend(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { id, webhookId }: { id: string; webhookId: string },
): Promise<void> {
  if (!(await sendAgain(db, { id, webhookId, now: clock() }))) throw new AppError('not-found');
}
