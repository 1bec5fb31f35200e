/** Sends one delivery and writes down what came of it. */
import type { Deps } from '../deps.ts';
import { type Event, type EventTx, happened } from '../events/events.store.ts';
import { type Delivery, giveBack, giveUpWaiting, noteDelivered, noteFailed } from './deliveries.store.ts';
import { type Answer, post } from './post.ts';
import { nextTry } from './retries.ts';
import { signedHeaders } from './secrets.ts';
import { lockWebhook, saveWebhook, type Webhook } from './webhooks.store.ts';

export type SendDeps = Pick<Deps, 'db' | 'keys' | 'clock' | 'config' | 'log'>;

/** Where a batch goes, and with what. `stop`: the server stops. */
export type Line = { webhook: Pick<Webhook, 'id' | 'url'>; secrets: readonly string[]; stop: AbortSignal };

/** Status of a receiver that wants no more: Standard Webhooks asks to switch it off. */
const GONE = 410;

/** The body of a delivery. Each try sends the same. */
export function bodyOf({ type, at, data }: Pick<Delivery, 'type' | 'at' | 'data'>): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data });
}

async function tryOnce({ clock, config }: SendDeps, line: Line, row: Delivery): Promise<Answer> {
  const { webhook, secrets, stop } = line;
  if (secrets.length === 0) return { ms: 0, answer: '', error: 'secret' };
  const body = bodyOf(row);
  const signed = signedHeaders(secrets, { id: row.id, at: clock(), body });
  const headers = { 'Content-Type': 'application/json', 'User-Agent': 'FaceLogin', ...signed };
  return post({ url: webhook.url, headers, body, mayBePrivate: config.webhookPrivate === 'allow', stop });
}

/** Switches a webhook off and gives up what waits for it. Call it in a transaction. */
export async function switchOff(
  tx: EventTx,
  id: string,
  event: Pick<Event, 'at' | 'actorId' | 'detail'>,
): Promise<void> {
  const webhook = await lockWebhook(tx, id);
  if (!webhook?.enabled) return;
  await saveWebhook(tx, id, { enabled: false });
  await giveUpWaiting(tx, id);
  const detail = { name: webhook.name, enabled: false, ...event.detail };
  await happened(tx, { ...event, userId: null, kind: 'webhook-changed', detail });
}

async function failed({ db, clock, log }: SendDeps, { webhook }: Line, row: Delivery, answer: Answer): Promise<void> {
  const now = clock();
  const next = answer.status === GONE ? null : nextTry(row, now);
  await noteFailed(db, row, tryOf(answer, now), next);
  if (next) return;
  const why = answer.error ?? answer.status;
  log.warn('An event was not delivered to a webhook, and is not sent again', { webhook: webhook.id, id: row.id, why });
  if (answer.status !== GONE) return;
  await db.transaction((tx) => switchOff(tx, webhook.id, { at: now, detail: { reason: 'gone' } }));
}

function tryOf({ ms, status, answer, error }: Answer, at: Date) {
  return { lastAt: at, lastMs: ms, status: status ?? null, answer, error: error ?? null };
}

/** Sends a delivery that was claimed, and notes what came of it. */
export async function deliver(deps: SendDeps, line: Line, row: Delivery): Promise<void> {
  const { db, clock } = deps;
  const answer = await tryOnce(deps, line, row);
  if (answer.error === 'stopped') return giveBack(db, row, clock());
  const { status = 0 } = answer;
  if (status >= 200 && status < 300) return noteDelivered(db, row, tryOf(answer, clock()));
  return failed(deps, line, row, answer);
}
