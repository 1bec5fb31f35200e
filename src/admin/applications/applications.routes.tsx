/** `/admin/applications`: the list, a new application, its settings. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { ApplicationFormPage } from '../../../templates/admin/applications/form.tsx';
import { ApplicationsPage } from '../../../templates/admin/applications/list.tsx';
import { StartPage } from '../../../templates/admin/applications/start.tsx';
import type { FormValues, Mistakes } from '../../../templates/admin/applications/values.ts';
import { ANY_WAY } from '../../access/policy.ts';
import type { ApplicationSettings } from '../../applications/application.ts';
import { listApplications } from '../../applications/applications.store.ts';
import { listGroups } from '../../applications/groups.store.ts';
import { originOf } from '../../applications/origin.ts';
import { NAMED_PRESETS, PRESET_NAMES } from '../../applications/preset-names.ts';
import { PRESETS, type PresetId, presetSettings } from '../../applications/presets.ts';
import type { Deps } from '../../deps.ts';
import { formData } from '../../http/body/capture.ts';
import type { Env } from '../../http/env.ts';
import type { MessageKey } from '../../i18n/index.ts';
import { choiceOf, idOf } from '../query.ts';
import { adminPage } from '../show.tsx';
import { applicationOf, saveSettings } from './change.ts';
import { readSettings } from './check.ts';
import { BLANK_RULE, inputOf, mistakesOf, readValues, valuesOf, withoutBlanks } from './form.ts';
import { settingsOf } from './names.ts';

const NEW = '/admin/applications/new/settings';

/** The settings of an application that nobody has described yet. */
const BLANK: ApplicationSettings = {
  ...{ slug: '', name: '', icon: '', enabled: true, origins: [], launchUrl: '', forwardAuth: false, oidc: null },
  ...{ audience: 'everybody', groups: [], people: [], policy: ANY_WAY, rules: [], preflights: false },
};

async function listPage(c: Context<Env>, deps: Deps) {
  const rows = await listApplications(deps.db);
  const removed = c.req.query('done') === 'removed';
  return adminPage(c, deps, { tab: 'applications', title: c.var.t('admin.apps') }, (v) => (
    <ApplicationsPage
      view={v}
      rows={rows}
      {...(removed && { notice: 'admin.app.done.removed' satisfies MessageKey })}
    />
  ));
}

function startPage(c: Context<Env>, deps: Deps, typed: { preset: PresetId; address: string; wrong?: MessageKey }) {
  const { t } = c.var;
  const presets = [
    ...NAMED_PRESETS.map((id) => ({ id, name: PRESET_NAMES[id], icon: PRESET_NAMES[id].slice(0, 2) })),
    { id: 'proxy', name: t('admin.app.preset.proxy'), icon: '⇄' },
    { id: 'blank', name: t('admin.app.preset.blank'), icon: '+' },
  ];
  const { preset, address, wrong } = typed;
  const status = wrong ? 422 : 200;
  return adminPage(c, deps, { tab: 'applications', title: t('admin.apps.add'), status }, (v) => (
    <StartPage view={v} {...{ presets, preset, address }} {...(wrong && { error: t(wrong) })} />
  ));
}

type Shown = { values: FormValues; mistakes?: Mistakes; app?: { id: string; name: string } };

async function formPage(c: Context<Env>, deps: Deps, { values, mistakes = {}, app }: Shown) {
  const { t } = c.var;
  const groups = (await listGroups(deps.db)).map(({ name }) => name);
  const status = Object.keys(mistakes).length > 0 ? 422 : 200;
  const [action, back] = app
    ? [`/admin/applications/${app.id}/settings`, `/admin/applications/${app.id}`]
    : [NEW, '/admin/applications'];
  const title = app?.name ?? t('admin.apps.add');
  return adminPage(c, deps, { tab: 'applications', title, status }, (v) => (
    <ApplicationFormPage view={v} {...{ values, mistakes, groups, action, back }} exists={app !== undefined} />
  ));
}

/** The form as the template of the request fills it in. */
function presetForm(c: Context<Env>, deps: Deps) {
  const read = (name: string) => c.req.query(name);
  const preset = choiceOf(read, 'preset', PRESETS) ?? 'blank';
  const address = (read('address') ?? '').trim();
  const origin = originOf(address);
  if (origin === undefined && (address !== '' || preset !== 'blank')) {
    return startPage(c, deps, { preset, address, wrong: 'field.origin.form' });
  }
  return formPage(c, deps, { values: valuesOf({ ...BLANK, ...presetSettings(preset, origin) }) });
}

/** The form with a row more or less. Undefined: another button was pressed. */
function changedRows(form: FormData, values: FormValues): FormValues | undefined {
  if (form.has('add_rule')) return { ...values, rules: [...values.rules, BLANK_RULE] };
  if (!form.has('remove_rule')) return undefined;
  return { ...values, rules: values.rules.filter((_, row) => String(row) !== form.get('remove_rule')) };
}

async function save(c: Context<Env>, deps: Deps, app?: { id: string; name: string }) {
  const form = await formData(c);
  const typed = readValues(form);
  const changed = changedRows(form, typed);
  if (changed) return formPage(c, deps, { values: changed, ...(app && { app }) });
  const values = withoutBlanks(typed);
  const read = readSettings(inputOf(values));
  const saved = read.ok
    ? await saveSettings(deps, {
        settings: read.value,
        actorId: c.var.session!.userId,
        ...(app && { id: app.id }),
      })
    : read;
  if (saved.ok) return c.redirect(`/admin/applications/${saved.value}?done=${app ? 'changed' : 'added'}`, 303);
  return formPage(c, deps, { values, mistakes: mistakesOf(saved.problems, values), ...(app && { app }) });
}

export function applicationRoutes(deps: Deps) {
  return new Hono<Env>()
    .get('/admin/applications', (c) => listPage(c, deps))
    .get('/admin/applications/new', (c) => startPage(c, deps, { preset: 'blank', address: '' }))
    .get(NEW, (c) => presetForm(c, deps))
    .post(NEW, (c) => save(c, deps))
    .get('/admin/applications/:id/settings', async (c) => {
      const app = await applicationOf(deps.db, idOf(c.req.param('id')));
      const [settings] = await settingsOf(deps.db, [app]);
      return formPage(c, deps, { values: valuesOf(settings!), app });
    })
    .post('/admin/applications/:id/settings', async (c) =>
      save(c, deps, await applicationOf(deps.db, idOf(c.req.param('id')))),
    );
}
