/** `/admin/settings`: every setting with its value and its meaning. `/admin/settings/<name>` changes one. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { ChangePage, WeakerPage } from '../../../templates/admin/settings/change.tsx';
import { SettingsPage } from '../../../templates/admin/settings/list.tsx';
import type { Problem } from '../../../templates/view.ts';
import type { Deps } from '../../deps.ts';
import { AppError, type FieldErrors } from '../../errors.ts';
import { formData } from '../../http/body/capture.ts';
import { clientOf } from '../../http/client.ts';
import type { Env } from '../../http/env.ts';
import { unlessThrottled, Wait } from '../../http/wait.ts';
import type { MessageKey } from '../../i18n/index.ts';
import { confirmPassword } from '../../sessions/password-gate.ts';
import { isWeaker } from '../../tuning/weaker.ts';
import { adminPage } from '../show.tsx';
import { problemOf } from './problems.ts';
import { groupsOf, rowOf } from './rows.ts';
import { type ShownSetting, settingsOf } from './settings.ts';
import { choicesOf, inputOf, titleOf, valueInWords, WEAKER } from './words.ts';

/** What was sent. `value` undefined: the default is to count again. */
type Sent = { value: string | undefined; password: string | undefined };

/** @throws {AppError} `not-found`. */
function settingNamed(deps: Deps, name: string | undefined): ShownSetting {
  const setting = settingsOf(deps).find(({ env }) => env === name);
  if (!setting) throw new AppError('not-found');
  return setting;
}

/** @param given.value what was typed, where that was refused. */
function changePage(
  c: Context<Env>,
  deps: Deps,
  setting: ShownSetting,
  given: { value?: string; problem?: MessageKey } = {},
) {
  const { t } = c.var;
  const { key, env, value = '' } = setting;
  const field = {
    value: given.value ?? (setting.live ? deps.tuning.textOf(env) : value),
    choices: choicesOf(t, key),
    input: inputOf(key),
  };
  const status = given.problem ? 422 : 200;
  return adminPage(c, deps, { tab: 'settings', title: titleOf(t, key), status }, (v) => (
    <ChangePage view={v} row={rowOf(v, setting)} field={field} problem={given.problem} />
  ));
}

type Asked = { errors?: FieldErrors; problem?: Problem; status?: number };

function weakerPage(c: Context<Env>, deps: Deps, setting: ShownSetting, sent: Sent, asked: Asked = {}) {
  const { t } = c.var;
  const { key, env, fallback } = setting;
  const to = sent.value ?? fallback;
  const inWords = (value: string) => valueInWords(t, key, value) ?? value;
  const page = {
    sent: sent.value === undefined ? { name: 'default' as const, value: 'yes' } : { name: 'value' as const, value: to },
    from: inWords(deps.tuning.textOf(env)),
    to: inWords(to),
    means: { key: WEAKER[key]!, vars: { rate: Number(to) * 10_000 } },
    errors: asked.errors ?? {},
    problem: asked.problem,
  };
  const options = { tab: 'settings' as const, title: t('settings.weaker.title'), status: asked.status ?? 200 };
  return adminPage(c, deps, options, (v) => <WeakerPage view={v} row={rowOf(v, setting)} {...page} />);
}

/** Asks for the password, or says what is wrong with it. Undefined: it was right. */
async function confirmation(c: Context<Env>, deps: Deps, setting: ShownSetting, sent: Sent) {
  if (sent.password === undefined) return weakerPage(c, deps, setting, sent);
  const { session } = c.var;
  const given = confirmPassword(deps, session!, sent.password, clientOf(c, deps.config));
  const right = await unlessThrottled(c, given);
  if (right instanceof Wait) return weakerPage(c, deps, setting, sent, { problem: right.problem, status: 429 });
  if (right) return undefined;
  return weakerPage(c, deps, setting, sent, { errors: { password: 'field.password.wrong' }, status: 422 });
}

async function readSent(c: Context<Env>): Promise<Sent> {
  const form = await formData(c);
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return { value: text('default') === 'yes' ? undefined : (text('value') ?? '').trim(), password: text('password') };
}

async function change(c: Context<Env>, deps: Deps) {
  const setting = settingNamed(deps, c.req.param('name'));
  const sent = await readSent(c);
  const { env: name, key, fallback } = setting;
  const { value } = sent;
  const refuse = (problem: MessageKey) =>
    changePage(c, deps, setting, { problem, ...(value !== undefined && { value }) });
  const refusal = await deps.tuning.check({ name, value });
  if (refusal) return refuse(problemOf(key, refusal));
  if (isWeaker(name, deps.tuning.textOf(name), value ?? fallback)) {
    const asked = await confirmation(c, deps, setting, sent);
    if (asked) return asked;
  }
  const done = await deps.tuning.change({ name, value, actorId: c.var.session!.userId });
  if (!done.ok) return refuse(problemOf(key, done));
  return c.redirect(`/admin/settings?done=${name}#${name}`, 303);
}

export function settingsRoutes(deps: Deps) {
  return new Hono<Env>()
    .get('/admin/settings', async (c) => {
      const { t, locale } = c.var;
      const changed = settingsOf(deps).find(({ env, live }) => live && env === c.req.query('done'));
      const groups = await groupsOf(deps, { t, locale });
      return adminPage(c, deps, { tab: 'settings', title: t('admin.settings') }, (v) => (
        <SettingsPage view={v} groups={groups} done={changed && titleOf(t, changed.key)} />
      ));
    })
    .get('/admin/settings/:name', (c) => changePage(c, deps, settingNamed(deps, c.req.param('name'))))
    .post('/admin/settings/:name', (c) => change(c, deps));
}
