/** `/account/passkeys`: a person's own passkeys. Every change asks for the password first. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { deviceName } from '../../templates/parts/device.ts';
import { AddPasskeyPage } from '../../templates/passkeys/add.tsx';
import { EditPasskeyPage } from '../../templates/passkeys/edit.tsx';
import { PasskeysPage } from '../../templates/passkeys/passkeys.tsx';
import type { Deps } from '../deps.ts';
import type { FieldErrors } from '../errors.ts';
import { AppError } from '../errors.ts';
import { formData } from '../http/body/capture.ts';
import { readJson } from '../http/body/json.ts';
import { checkForm } from '../http/body/valid.ts';
import { readCookie, writeCookie } from '../http/cookies.ts';
import type { Env } from '../http/env.ts';
import { safeNext } from '../http/next.ts';
import { page, view } from '../http/render.tsx';
import type { MessageKey } from '../i18n/index.ts';
import { requireSession, requireSudo } from '../sessions/middleware.ts';
import { CEREMONY_SECONDS } from './ceremonies.store.ts';
import { addPasskey, beginAdding, passkeyOverview, removePasskey } from './manage.ts';
import { addition, renaming } from './passkeys.schema.ts';
import { findOwn, renamePasskey } from './passkeys.store.ts';
import type { Passkey } from './webauthn.ts';

/** What the page says after a change, by the word in its address; any other word says nothing. */
const DONE: Record<string, MessageKey> = {
  added: 'passkeys.done.added',
  renamed: 'passkeys.done.renamed',
  removed: 'passkeys.done.removed',
  'code-used': 'passkeys.done.code-used',
};

/** The passkey that an address or a form names. @throws {AppError} `not-found` where it is not the person's own. */
async function named(c: Context<Env>, db: Deps['db'], id: unknown): Promise<Passkey> {
  const known = typeof id === 'string' && /^[\w-]+$/.test(id);
  const passkey = known ? await findOwn(db, c.var.session!.userId, id) : undefined;
  if (!passkey) throw new AppError('not-found');
  return passkey;
}

function editPage(c: Context<Env>, config: Deps['config'], passkey: Passkey, errors: FieldErrors) {
  const v = view(c, config);
  const status = Object.keys(errors).length > 0 ? 422 : 200;
  const body = <EditPasskeyPage view={v} id={passkey.id} name={passkey.name} errors={errors} />;
  return page(c, { view: v, title: c.var.t('passkeys.edit.title'), status }, body);
}

/** The page after a new passkey: recovery codes first, where the person may need them and has none. */
async function afterAdding(deps: Deps, userId: string, next: string): Promise<string> {
  const { codes } = await passkeyOverview(deps, userId);
  if (codes && codes.left === 0) return `/account/passkeys/codes?${new URLSearchParams({ next })}`;
  return next;
}

function nameFor(c: Context<Env>): string {
  return deviceName(c.req.header('User-Agent') ?? '') ?? c.var.t('passkeys.unnamed');
}

export function manageRoutes(deps: Deps) {
  const { config } = deps;
  return new Hono<Env>()
    .get('/account/passkeys', requireSession(), async (c) => {
      const next = safeNext(c.req.query('next'));
      if (c.var.settingUp) return c.redirect(`/account/passkeys/add?${new URLSearchParams({ next })}`, 303);
      const v = view(c, config);
      const overview = await passkeyOverview(deps, c.var.session!.userId);
      const done = c.req.query('done') ?? '';
      const notice = Object.hasOwn(DONE, done) ? DONE[done] : undefined;
      const body = <PasskeysPage view={v} {...overview} {...(notice && { notice })} next={next} />;
      return page(c, { view: v, title: c.var.t('passkeys.title') }, body);
    })
    .use('/account/passkeys/:act{add|options|edit|rename|remove}', requireSudo(deps))
    .route('/', addingRoutes(deps))
    .route('/', changingRoutes(deps));
}

function addingRoutes(deps: Deps) {
  const { config } = deps;
  return new Hono<Env>()
    .get('/account/passkeys/add', (c) => {
      const v = view(c, config);
      const next = safeNext(c.req.query('next'), '/account/passkeys?done=added');
      const body = <AddPasskeyPage view={v} name={nameFor(c)} next={next} demanded={c.var.settingUp} />;
      return page(c, { view: v, title: c.var.t('passkeys.add') }, body);
    })
    .post('/account/passkeys/options', async (c) => {
      const { options, token } = await beginAdding(deps, c.var.session!, readCookie(c, config, 'ceremony'));
      writeCookie(c, config, 'ceremony', token, { maxAge: CEREMONY_SECONDS });
      return c.json(options);
    })
    .post('/account/passkeys/add', async (c) => {
      const { name, next, answer } = await readJson(c, addition);
      const session = c.var.session!;
      const token = readCookie(c, config, 'ceremony');
      await addPasskey(deps, { session, token, answer, name: name || nameFor(c) });
      return c.json({ next: await afterAdding(deps, session.userId, safeNext(next)) });
    });
}

function changingRoutes(deps: Deps) {
  const { config, db } = deps;
  return new Hono<Env>()
    .get('/account/passkeys/edit', async (c) => editPage(c, config, await named(c, db, c.req.query('id')), {}))
    .post('/account/passkeys/rename', async (c) => {
      const form = await formData(c);
      const passkey = await named(c, db, form.get('id'));
      const checked = checkForm(form, renaming);
      if (!checked.ok) return editPage(c, config, passkey, checked.errors);
      await renamePasskey(db, passkey.userId, passkey.id, checked.data.name);
      return c.redirect('/account/passkeys?done=renamed', 303);
    })
    .post('/account/passkeys/remove', async (c) => {
      const { id, userId } = await named(c, db, (await formData(c)).get('id'));
      await removePasskey(deps, { userId, id });
      return c.redirect('/account/passkeys?done=removed', 303);
    });
}
