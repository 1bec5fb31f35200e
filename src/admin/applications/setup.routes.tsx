/** `/admin/applications/<id>`: what to paste where, whether it works, secrets and keys, off and on, removal. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { AppFindings } from '../../../templates/admin/applications/findings.tsx';
import { KeysSection } from '../../../templates/admin/applications/keys.tsx';
import { OncePage } from '../../../templates/admin/applications/once.tsx';
import { ApplicationPage } from '../../../templates/admin/applications/page.tsx';
import { RemovePage } from '../../../templates/admin/applications/remove.tsx';
import { listKeys } from '../../applications/keys.store.ts';
import type { Deps } from '../../deps.ts';
import { readForm } from '../../http/body/valid.ts';
import type { Env } from '../../http/env.ts';
import { fragment, view } from '../../http/render.tsx';
import type { MessageKey } from '../../i18n/index.ts';
import { idOf } from '../query.ts';
import { adminPage } from '../show.tsx';
import { applicationOf, dropKey, makeKey, remove, renewSecret, setEnabled } from './change.ts';
import { examine } from './findings.ts';
import { keyForm } from './key.schema.ts';
import { settingsOf } from './names.ts';
import { oidcSetup, pasteOf, proxySetup } from './setup.ts';

/** What the page says after an act, by the word in its address. */
const DONE: Record<string, MessageKey> = {
  added: 'admin.app.done.added',
  changed: 'admin.app.done.changed',
  enabled: 'admin.app.done.enabled',
  disabled: 'admin.app.done.disabled',
  'key-removed': 'admin.app.done.key-removed',
};

const pathOf = (id: string) => `/admin/applications/${id}`;

/** The id in the address, and who asks. */
function asked(c: Context<Env>): { id: string; actorId: string } {
  return { id: idOf(c.req.param('id')), actorId: c.var.session!.userId };
}

async function setupPage(c: Context<Env>, deps: Deps) {
  const { db, config } = deps;
  const application = await applicationOf(db, asked(c).id);
  const [settings] = await settingsOf(db, [application]);
  const app = { ...application, groups: settings!.groups, people: settings!.people };
  const findings = await examine(deps, application);
  const keys = await listKeys(db, application.id);
  const done = c.req.query('done') ?? '';
  const parts = {
    ...(application.oidc && { oidc: oidcSetup(config, application) }),
    ...(application.forwardAuth && { proxy: proxySetup(config, application, (name) => c.req.query(name)) }),
    ...(Object.hasOwn(DONE, done) && { notice: DONE[done]! }),
  };
  return adminPage(c, deps, { tab: 'applications', title: app.name }, (v) => (
    <ApplicationPage view={v} {...{ app, findings, keys, ...parts }} />
  ));
}

async function test(c: Context<Env>, deps: Deps) {
  const application = await applicationOf(deps.db, asked(c).id);
  const v = view(c, deps.config);
  const body = <AppFindings view={v} id={application.id} findings={await examine(deps, application)} />;
  // A browser without scripts follows the link to here and needs a whole page.
  if (c.req.header('HX-Request') === 'true') return fragment(c, body);
  return adminPage(c, deps, { tab: 'applications', title: application.name }, () => body);
}

async function newSecret(c: Context<Env>, deps: Deps) {
  const { id, actorId } = asked(c);
  const secret = await renewSecret(deps, { id, actorId });
  const application = await applicationOf(deps.db, id);
  const paste = pasteOf(deps.config, application, secret);
  return adminPage(c, deps, { tab: 'applications', title: application.name }, (v) => (
    <OncePage
      view={v}
      label={v.t('admin.app.secret')}
      value={secret}
      lead={v.t('admin.app.secret.lead', { name: application.name })}
      back={pathOf(id)}
      paste={paste}
    />
  ));
}

async function newKey(c: Context<Env>, deps: Deps) {
  const { id, actorId } = asked(c);
  const { name: title } = await applicationOf(deps.db, id);
  const form = await readForm(c, keyForm);
  if (!form.ok) {
    const keys = await listKeys(deps.db, id);
    const values = { name: form.values.name ?? '', days: form.values.days ?? '' };
    return adminPage(c, deps, { tab: 'applications', title, status: 422 }, (v) => (
      <KeysSection view={v} {...{ id, keys, values }} errors={form.errors} />
    ));
  }
  const { name, days } = form.data;
  const key = await makeKey(deps, { id, actorId, name, days });
  return adminPage(c, deps, { tab: 'applications', title }, (v) => (
    <OncePage view={v} label={name} value={key} lead={v.t('admin.app.key.lead')} back={pathOf(id)} />
  ));
}

export function applicationSetupRoutes(deps: Deps) {
  return new Hono<Env>()
    .get('/admin/applications/:id', (c) => setupPage(c, deps))
    .get('/admin/applications/:id/test', (c) => test(c, deps))
    .post('/admin/applications/:id/enable', async (c) => {
      await setEnabled(deps, asked(c), true);
      return c.redirect(`${pathOf(asked(c).id)}?done=enabled`, 303);
    })
    .post('/admin/applications/:id/disable', async (c) => {
      await setEnabled(deps, asked(c), false);
      return c.redirect(`${pathOf(asked(c).id)}?done=disabled`, 303);
    })
    .get('/admin/applications/:id/remove', async (c) => {
      const app = await applicationOf(deps.db, asked(c).id);
      return adminPage(c, deps, { tab: 'applications', title: app.name }, (v) => <RemovePage view={v} app={app} />);
    })
    .post('/admin/applications/:id/remove', async (c) => {
      await remove(deps, asked(c));
      return c.redirect('/admin/applications?done=removed', 303);
    })
    .post('/admin/applications/:id/secret', (c) => newSecret(c, deps))
    .post('/admin/applications/:id/keys', (c) => newKey(c, deps))
    .post('/admin/applications/:id/keys/:keyId/remove', async (c) => {
      await dropKey(deps, { ...asked(c), keyId: idOf(c.req.param('keyId')) });
      return c.redirect(`${pathOf(asked(c).id)}?done=key-removed`, 303);
    });
}
