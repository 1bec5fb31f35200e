/** The deliveries of a webhook: the list, each one, and sending it again. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { Deliveries, type DeliveryItem } from '../../templates/admin/webhooks/deliveries.tsx';
import { DeliveryPage } from '../../templates/admin/webhooks/delivery.tsx';
import { WebhookPage } from '../../templates/admin/webhooks/page.tsx';
import { choiceOf, cursorOf, idOf, PAGE_ROWS, pageOf } from '../admin/query.ts';
import { adminPage } from '../admin/show.tsx';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { WEBHOOK_TYPES } from '../events/webhook-types.ts';
import type { Env } from '../http/env.ts';
import type { MessageKey } from '../i18n/index.ts';
import { resend } from './change.ts';
import { type Delivery, findDelivery, listDeliveries, STATES, stateOf } from './deliveries.store.ts';
import { secretFacts } from './secrets.ts';
import { bodyOf } from './send.ts';
import { findWebhook, makerOf } from './webhooks.store.ts';

/** What the page says after an act, by the word in its address. */
const DONE: Record<string, MessageKey> = {
  changed: 'webhooks.done.changed',
  enabled: 'webhooks.done.enabled',
  disabled: 'webhooks.done.disabled',
  tested: 'webhooks.done.tested',
  again: 'webhooks.done.again',
  ended: 'webhooks.done.ended',
};
/** Milliseconds before a try from which on the page waits for it. */
const SOON_MS = 60_000;

/** A row as the pages show it. */
function itemOf(row: Delivery): DeliveryItem {
  const { id, type, at, attempts, nextAt, lastMs, status, error } = row;
  return { id, type, at, attempts, nextAt, lastMs, status, error, state: stateOf(row) };
}

async function webhookPage(c: Context<Env>, deps: Deps) {
  const { db, clock } = deps;
  const read = (name: string) => c.req.query(name);
  const id = idOf(c.req.param('id'));
  const found = await findWebhook(db, id);
  if (!found) throw new AppError('not-found');
  const webhook = { ...found, madeBy: await makerOf(db, found) };
  const [state, after, now] = [choiceOf(read, 'state', STATES), cursorOf(read), clock()];
  const { rows, next } = pageOf(await listDeliveries(db, { webhookId: id, state, after, most: PAGE_ROWS + 1 }));
  const items = rows.map(({ row }) => itemOf(row));
  const live = items.some(({ nextAt }) => nextAt !== null && nextAt.getTime() - now.getTime() < SOON_MS);
  const secret = await secretFacts(deps, id, now);
  const done = read('done') ?? '';
  const notice = Object.hasOwn(DONE, done) ? DONE[done] : undefined;
  const list = { id, rows: items, state: state ?? '', states: STATES, live, later: after !== undefined };
  return adminPage(c, deps, { tab: 'webhooks', title: webhook.name }, (v) => (
    <WebhookPage view={v} webhook={webhook} secret={secret} allEvents={WEBHOOK_TYPES.length} notice={notice}>
      <Deliveries view={v} {...list} {...(next !== undefined && { next })} />
    </WebhookPage>
  ));
}

async function deliveryPage(c: Context<Env>, deps: Deps) {
  const id = idOf(c.req.param('id'));
  const row = await findDelivery(deps.db, id, idOf(c.req.param('delivery')));
  if (!row) throw new AppError('not-found');
  const delivery = { ...itemOf(row), lastAt: row.lastAt, answer: row.answer, body: bodyOf(row) };
  return adminPage(c, deps, { tab: 'webhooks', title: c.var.t('webhooks.delivery') }, (v) => (
    <DeliveryPage view={v} id={id} delivery={delivery} />
  ));
}

export function deliveryRoutes(deps: Deps) {
  return new Hono<Env>()
    .get('/admin/webhooks/:id', (c) => webhookPage(c, deps))
    .get('/admin/webhooks/:id/deliveries/:delivery', (c) => deliveryPage(c, deps))
    .post('/admin/webhooks/:id/deliveries/:delivery/again', async (c) => {
      const webhookId = idOf(c.req.param('id'));
      await resend(deps, { id: idOf(c.req.param('delivery')), webhookId });
      return c.redirect(`/admin/webhooks/${webhookId}?done=again`, 303);
    });
}
