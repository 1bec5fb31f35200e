/** `/admin/webhooks`: where events go. A secret is shown once. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { WebhookFormPage, type WebhookTyped } from '../../templates/admin/webhooks/form.tsx';
import { WebhooksPage } from '../../templates/admin/webhooks/list.tsx';
import { RemoveWebhookPage } from '../../templates/admin/webhooks/page.tsx';
import { SecretPage } from '../../templates/admin/webhooks/secret.tsx';
import { idOf } from '../admin/query.ts';
import { adminPage } from '../admin/show.tsx';
import type { Deps } from '../deps.ts';
import { AppError, type FieldErrors } from '../errors.ts';
import { WEBHOOK_TYPES } from '../events/webhook-types.ts';
import { formData } from '../http/body/capture.ts';
import type { Env } from '../http/env.ts';
import type { MessageKey } from '../i18n/index.ts';
import {
  addWebhook,
  changeWebhook,
  endFormerSecret,
  removeWebhook,
  renewSecret,
  sendTest,
  setEnabled,
} from './change.ts';
import { deliveryRoutes } from './deliveries.routes.tsx';
import { stateOf } from './deliveries.store.ts';
import { type WebhookForm, webhookForm } from './webhook.schema.ts';
import { findWebhook, listWebhooks } from './webhooks.store.ts';

const tab = 'webhooks' as const;
const EMPTY: WebhookTyped = { name: '', url: '', events: WEBHOOK_TYPES };

/** The id in the address, and who asks. */
function asked(c: Context<Env>): { id: string; actorId: string } {
  return { id: idOf(c.req.param('id')), actorId: c.var.session!.userId };
}

async function webhookOf(c: Context<Env>, { db }: Pick<Deps, 'db'>) {
  const webhook = await findWebhook(db, asked(c).id);
  if (!webhook) throw new AppError('not-found');
  return webhook;
}

type Shown = { title: string; typed: WebhookTyped; errors?: FieldErrors; id?: string };

function formPage(c: Context<Env>, deps: Deps, { title, typed, errors = {}, id }: Shown) {
  const mayBePrivate = deps.config.webhookPrivate === 'allow';
  const status = Object.keys(errors).length > 0 ? 422 : 200;
  const props = { typed, errors, types: WEBHOOK_TYPES, mayBePrivate, id };
  return adminPage(c, deps, { tab, title, status }, (v) => <WebhookFormPage view={v} {...props} />);
}

/** Reads and checks the form. A box to tick is the same field several times. */
async function readWebhook(c: Context<Env>, deps: Deps) {
  const form = await formData(c);
  const text = (name: string) => String(form.get(name) ?? '');
  const typed = { name: text('name'), url: text('url'), events: form.getAll('events').map(String) };
  const checked = webhookForm(deps.config.webhookPrivate === 'allow').safeParse(typed);
  const errors: FieldErrors = {};
  for (const { path, message } of checked.error?.issues ?? []) errors[String(path[0])] ??= message as MessageKey;
  return { typed, errors, data: checked.data as WebhookForm | undefined };
}

function secretPage(c: Context<Env>, deps: Deps, made: { id: string; name: string; secret: string; rotated: boolean }) {
  const { id, name, secret, rotated } = made;
  return adminPage(c, deps, { tab, title: c.var.t('webhooks.secret.of', { name }) }, (v) => (
    <SecretPage view={v} id={id} secret={secret} rotated={rotated} />
  ));
}

async function add(c: Context<Env>, deps: Deps) {
  const { typed, errors, data } = await readWebhook(c, deps);
  const again = (wrong: FieldErrors) => formPage(c, deps, { title: c.var.t('webhooks.add'), typed, errors: wrong });
  if (!data) return again(errors);
  const made = await addWebhook(deps, { form: data, actorId: c.var.session!.userId });
  if (!made) return again({ name: 'field.webhook.most' });
  return secretPage(c, deps, { ...made, name: data.name, rotated: false });
}

async function change(c: Context<Env>, deps: Deps) {
  const { id, actorId } = asked(c);
  const { typed, errors, data } = await readWebhook(c, deps);
  if (!data) {
    const { name } = await webhookOf(c, deps);
    return formPage(c, deps, { title: c.var.t('webhooks.edit.title', { name }), typed, errors, id });
  }
  await changeWebhook(deps, { id, actorId, form: data });
  return c.redirect(`/admin/webhooks/${id}?done=changed`, 303);
}

async function list(c: Context<Env>, deps: Deps) {
  const found = await listWebhooks(deps.db);
  const rows = found.map(({ last, ...row }) => ({ ...row, last: last && { ...last, state: stateOf(last) } }));
  const removed = c.req.query('done') === 'removed';
  return adminPage(c, deps, { tab, title: c.var.t('webhooks.title') }, (v) => (
    <WebhooksPage
      view={v}
      rows={rows}
      allEvents={WEBHOOK_TYPES.length}
      {...(removed && { notice: 'webhooks.done.removed' as const })}
    />
  ));
}

/** What a button of the page does, before the page opens again and says so. */
function acts(deps: Deps) {
  const back = (c: Context<Env>, done: string) => c.redirect(`/admin/webhooks/${asked(c).id}?done=${done}`, 303);
  return new Hono<Env>()
    .post('/admin/webhooks/:id/enable', async (c) => {
      await setEnabled(deps, { ...asked(c), enabled: true });
      return back(c, 'enabled');
    })
    .post('/admin/webhooks/:id/disable', async (c) => {
      await setEnabled(deps, { ...asked(c), enabled: false });
      return back(c, 'disabled');
    })
    .post('/admin/webhooks/:id/test', async (c) => {
      await sendTest(deps, asked(c).id);
      return back(c, 'tested');
    })
    .post('/admin/webhooks/:id/secret/end', async (c) => {
      await endFormerSecret(deps, asked(c));
      return back(c, 'ended');
    });
}

export function webhookRoutes(deps: Deps) {
  return new Hono<Env>()
    .get('/admin/webhooks', (c) => list(c, deps))
    .get('/admin/webhooks/new', (c) => formPage(c, deps, { title: c.var.t('webhooks.add'), typed: EMPTY }))
    .post('/admin/webhooks', (c) => add(c, deps))
    .get('/admin/webhooks/:id/edit', async (c) => {
      const { id, ...typed } = await webhookOf(c, deps);
      return formPage(c, deps, { title: c.var.t('webhooks.edit.title', { name: typed.name }), typed, id });
    })
    .post('/admin/webhooks/:id', (c) => change(c, deps))
    .post('/admin/webhooks/:id/secret', async (c) => {
      const { id, actorId } = asked(c);
      const made = await renewSecret(deps, { id, actorId });
      return secretPage(c, deps, { ...made, id, rotated: true });
    })
    .get('/admin/webhooks/:id/remove', async (c) => {
      const webhook = await webhookOf(c, deps);
      const title = c.var.t('webhooks.remove.title', { name: webhook.name });
      return adminPage(c, deps, { tab, title }, (v) => <RemoveWebhookPage view={v} webhook={webhook} />);
    })
    .post('/admin/webhooks/:id/remove', async (c) => {
      await removeWebhook(deps, asked(c));
      return c.redirect('/admin/webhooks?done=removed', 303);
    })
    .route('/', acts(deps))
    .route('/', deliveryRoutes(deps));
}
