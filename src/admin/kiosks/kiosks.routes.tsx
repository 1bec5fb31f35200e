/** `/admin/kiosks`: the kiosks with their state, and what an administrator does to them. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { KioskCodePage } from '../../../templates/admin/kiosks/code.tsx';
import type { TypedKiosk } from '../../../templates/admin/kiosks/form.tsx';
import { KioskPage, NewKioskPage } from '../../../templates/admin/kiosks/kiosk.tsx';
import { KiosksPage } from '../../../templates/admin/kiosks/kiosks.tsx';
import { listGroups } from '../../applications/groups.store.ts';
import { groupedCode } from '../../crypto/codes.ts';
import type { Deps } from '../../deps.ts';
import type { FieldErrors } from '../../errors.ts';
import { formData } from '../../http/body/capture.ts';
import { checkForm } from '../../http/body/valid.ts';
import type { Env } from '../../http/env.ts';
import { CODE_MS } from '../../kiosk/device.ts';
import { type Kiosk, listKiosks } from '../../kiosk/kiosks.store.ts';
import { supportedBy } from '../../kiosk/rule.ts';
import { idOf } from '../query.ts';
import { adminPage } from '../show.tsx';
import { addKiosk, type Coded, changeKiosk, kioskWith, makeCode, removeKiosk } from './change.ts';
import { kioskForm, TARGETS } from './kiosk.schema.ts';
import { lookAt } from './state.ts';

const TAB = { tab: 'kiosks' } as const;

/** What the form shows when it opens. */
function emptyFor({ liveness }: Deps, locale: string): TypedKiosk {
  const way = liveness.passive ? 'passive' : 'challenge';
  return {
    name: '',
    group: '',
    target: '0.0001',
    liveness: way,
    attendance: 'none',
    names: true,
    tells: false,
    locale,
  };
}

function typedFor(kiosk: Kiosk): TypedKiosk {
  const { name, groupId, targetFmr, liveness, attendance, names, tells, locale } = kiosk;
  const target = TARGETS.find((one) => Number(one) === targetFmr) ?? '';
  return { name, group: groupId ?? '', target, liveness, attendance, names, tells, locale };
}

/** What was typed, without the PIN. */
function typedOf(form: FormData): TypedKiosk {
  const of = (name: string) => String(form.get(name) ?? '');
  const [name, group, target, liveness] = ['name', 'group', 'target', 'liveness'].map(of) as [
    string,
    string,
    string,
    string,
  ];
  const [attendance, locale] = [of('attendance'), of('locale')];
  return { name, group, target, liveness, attendance, locale, names: form.has('names'), tells: form.has('tells') };
}

/** What the form has to choose from. */
async function choicesFor(deps: Deps) {
  const groups = (await listGroups(deps.db)).map(({ id, name }) => ({ value: id, label: name }));
  const targets = TARGETS.map((value) => ({ value, people: supportedBy(deps, Number(value)) }));
  return { groups, targets, networks: deps.liveness.passive !== undefined };
}

async function listPage(c: Context<Env>, deps: Deps) {
  const kiosks = await listKiosks(deps.db);
  const rows = await Promise.all(kiosks.map(async (kiosk) => ({ kiosk, ...(await lookAt(deps, kiosk)) })));
  const removed = c.req.query('done') === 'removed';
  return adminPage(c, deps, { ...TAB, title: c.var.t('kiosks.title') }, (v) => (
    <KiosksPage view={v} rows={rows} removed={removed} />
  ));
}

async function newPage(c: Context<Env>, deps: Deps, typed: TypedKiosk, errors: FieldErrors = {}) {
  const [choices, status] = [await choicesFor(deps), Object.keys(errors).length > 0 ? 422 : 200];
  return adminPage(c, deps, { ...TAB, title: c.var.t('kiosks.add'), status }, (v) => (
    <NewKioskPage view={v} choices={choices} typed={typed} errors={errors} />
  ));
}

async function onePage(c: Context<Env>, deps: Deps, typed?: TypedKiosk, errors: FieldErrors = {}) {
  const kiosk = await kioskWith(deps.db, idOf(c.req.param('id')));
  const [choices, looked] = [await choicesFor(deps), await lookAt(deps, kiosk)];
  const [status, changed] = [Object.keys(errors).length > 0 ? 422 : 200, c.req.query('done') === 'changed'];
  return adminPage(c, deps, { ...TAB, title: kiosk.name, status }, (v) => (
    <KioskPage view={v} {...{ kiosk, looked, choices, changed, errors }} typed={typed ?? typedFor(kiosk)} />
  ));
}

function codePage(c: Context<Env>, deps: Deps, { id, name, code }: Coded) {
  const shown = { id, code: groupedCode(code, 4), until: new Date(deps.clock().getTime() + CODE_MS) };
  const address = `${deps.config.publicUrl}/kiosk`;
  return adminPage(c, deps, { ...TAB, title: c.var.t('kiosks.code.title', { name }) }, (v) => (
    <KioskCodePage view={v} address={address} {...shown} />
  ));
}

async function add(c: Context<Env>, deps: Deps) {
  const form = await formData(c);
  const checked = checkForm(form, kioskForm);
  if (!checked.ok) return newPage(c, deps, typedOf(form), checked.errors);
  const added = await addKiosk(deps, { form: checked.data, actorId: c.var.session!.userId });
  return 'errors' in added ? newPage(c, deps, typedOf(form), added.errors) : codePage(c, deps, added);
}

async function change(c: Context<Env>, deps: Deps) {
  const id = idOf(c.req.param('id'));
  const form = await formData(c);
  const checked = checkForm(form, kioskForm);
  if (!checked.ok) return onePage(c, deps, typedOf(form), checked.errors);
  const errors = await changeKiosk(deps, { id, form: checked.data, actorId: c.var.session!.userId });
  return errors ? onePage(c, deps, typedOf(form), errors) : c.redirect(`/admin/kiosks/${id}?done=changed`, 303);
}

export function kioskAdminRoutes(deps: Deps) {
  const by = (c: Context<Env>) => ({ id: idOf(c.req.param('id')), actorId: c.var.session!.userId });
  return new Hono<Env>()
    .get('/admin/kiosks', (c) => listPage(c, deps))
    .get('/admin/kiosks/new', (c) => newPage(c, deps, emptyFor(deps, c.var.locale)))
    .post('/admin/kiosks', (c) => add(c, deps))
    .get('/admin/kiosks/:id', (c) => onePage(c, deps))
    .post('/admin/kiosks/:id', (c) => change(c, deps))
    .post('/admin/kiosks/:id/code', async (c) => codePage(c, deps, await makeCode(deps, by(c))))
    .post('/admin/kiosks/:id/remove', async (c) => {
      await removeKiosk(deps, by(c));
      return c.redirect('/admin/kiosks?done=removed', 303);
    });
}
