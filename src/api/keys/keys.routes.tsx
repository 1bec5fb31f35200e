/** `/admin/keys`: the keys of programs. A new one is shown once. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { KeysPage, NewKeyPage, TheKeyPage } from '../../../templates/admin/keys.tsx';
import { isId } from '../../admin/query.ts';
import { adminPage } from '../../admin/show.tsx';
import type { Deps } from '../../deps.ts';
import { AppError, type FieldErrors } from '../../errors.ts';
import { formData } from '../../http/body/capture.ts';
import type { Env } from '../../http/env.ts';
import type { MessageKey } from '../../i18n/index.ts';
import { SCOPES } from '../../principal.ts';
import { keyForm } from './key.schema.ts';
import { listKeys } from './keys.store.ts';
import { makeKey, removeKey } from './keys.ts';

/** What the form shows when it opens. */
const EMPTY = { name: '', surface: 'api', scopes: [], days: '365', addresses: '', per_minute: '600' };

/** A form with boxes to tick: the same field several times. */
function typedOf(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? '');
  const { name, surface, days, addresses, per_minute } = Object.fromEntries(
    ['name', 'surface', 'days', 'addresses', 'per_minute'].map((field) => [field, text(field)]),
  ) as Record<'name' | 'surface' | 'days' | 'addresses' | 'per_minute', string>;
  return { name, surface, days, addresses, per_minute, scopes: form.getAll('scopes').map(String) };
}

type Typed = ReturnType<typeof typedOf>;

function newPage(c: Context<Env>, deps: Deps, typed: Typed, errors: FieldErrors, status: number) {
  return adminPage(c, deps, { tab: 'keys', title: c.var.t('api.new'), status }, (v) => (
    <NewKeyPage view={v} typed={typed} errors={errors} scopes={SCOPES} />
  ));
}

async function make(c: Context<Env>, deps: Deps) {
  const typed = typedOf(await formData(c));
  const checked = keyForm.safeParse(typed);
  if (!checked.success) {
    const errors: FieldErrors = {};
    for (const { path, message } of checked.error.issues) errors[String(path[0])] ??= message as MessageKey;
    return newPage(c, deps, typed, errors, 422);
  }
  const form = checked.data;
  const secret = await makeKey(deps, { form, actorId: c.var.session!.userId });
  if (secret === undefined) return newPage(c, deps, typed, { name: 'field.key.taken' }, 422);
  const { publicUrl } = deps.config;
  return adminPage(c, deps, { tab: 'keys', title: c.var.t('api.made', { name: form.name }) }, (v) => (
    <TheKeyPage view={v} secret={secret} surface={form.surface} publicUrl={publicUrl} />
  ));
}

export function keyRoutes(deps: Deps) {
  const { db, clock } = deps;
  return new Hono<Env>()
    .get('/admin/keys', async (c) => {
      const rows = await listKeys(db);
      const removed = c.req.query('done') === 'removed';
      return adminPage(c, deps, { tab: 'keys', title: c.var.t('api.title') }, (v) => (
        <KeysPage view={v} rows={rows} now={clock()} removed={removed} />
      ));
    })
    .get('/admin/keys/new', (c) => newPage(c, deps, EMPTY, {}, 200))
    .post('/admin/keys', (c) => make(c, deps))
    .post('/admin/keys/:id/remove', async (c) => {
      const id = c.req.param('id');
      if (!isId(id)) throw new AppError('not-found');
      await removeKey(deps, { id, actorId: c.var.session!.userId });
      return c.redirect('/admin/keys?done=removed', 303);
    });
}
