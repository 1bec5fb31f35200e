/** The pages that the library asks for: errors, and signing out. */
import type { Child } from 'hono/jsx';
import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { ErrorPage } from '../../templates/error.tsx';
import { AfterLogoutPage, LogoutPage, logoutTitle } from '../../templates/oidc/pages.tsx';
import type { View } from '../../templates/view.ts';
import { page, view } from '../http/render.tsx';
import type { MessageKey, Vars } from '../i18n/index.ts';
import { causeOf } from '../log.ts';
import { askerOf } from './provider/bridge.ts';
import type { OidcDeps } from './provider/parts.ts';
import { noteRefused, paramsOf, refusalOf, shortened } from './refusals.ts';

async function show(
  { config }: Pick<OidcDeps, 'config'>,
  ctx: KoaContextWithOIDC,
  title: { key: MessageKey; vars?: Vars },
  body: (v: View) => Child,
): Promise<void> {
  const c = askerOf(ctx.req);
  const v = view(c, config);
  const shown = await page(c, { view: v, title: c.var.t(title.key, title.vars) }, body(v));
  ctx.type = 'html';
  ctx.body = await shown.text();
}

/** The log says exactly what the application did wrong: which client, which address, which rule. */
export function logRefusal({ log }: Pick<OidcDeps, 'log'>, ctx: KoaContextWithOIDC, out: ErrorOut, error: Error): void {
  const params = paramsOf(ctx);
  const exact = 'error_detail' in error ? shortened(error.error_detail) : '';
  const fields = {
    route: ctx.oidc.route,
    client: shortened(ctx.oidc.client?.clientId ?? params.client_id) || undefined,
    redirect: shortened(params.redirect_uri ?? params.post_logout_redirect_uri) || undefined,
    error: out.error,
    reason: exact || shortened(out.error_description) || undefined,
  };
  if (out.error === 'server_error') log.error('OpenID Connect failed', { ...fields, cause: causeOf(error) });
  else log.warn('OpenID Connect: a request was refused', fields);
}

/** The page of an error that no application can be told. */
export async function renderError(deps: OidcDeps, ctx: KoaContextWithOIDC, _: ErrorOut, error: Error): Promise<void> {
  const { session, requestId, t } = askerOf(ctx.req).var;
  const { application, why, title, message, vars } = await refusalOf(deps.clients, ctx, error);
  if (session && application) await noteRefused(deps, { session, application, why });
  const address = vars.address === '' ? t('oidc.redirect.missing') : vars.address;
  const told = { ...vars, ...(address !== undefined && { address }) };
  await show(deps, ctx, { key: title, vars: told }, (v) => (
    <ErrorPage view={v} title={t(title, told)} message={t(message, told)} requestId={requestId} />
  ));
}

/** Asks whether the person also leaves FaceLogin. */
export async function renderLogout(deps: OidcDeps, ctx: KoaContextWithOIDC): Promise<void> {
  const { client, session } = ctx.oidc;
  const name = client && (await deps.clients.find(client.clientId))?.name;
  const { secret } = (session as unknown as { state: { secret: string } }).state;
  const action = new URL(ctx.oidc.urlFor('end_session_confirm')).pathname;
  await show(deps, ctx, { key: logoutTitle(name) }, (v) => (
    <LogoutPage view={v} name={name} action={action} xsrf={secret} />
  ));
}

/** The page after signing out where the application named no other. */
export async function renderAfterLogout(deps: OidcDeps, ctx: KoaContextWithOIDC): Promise<void> {
  const { session } = askerOf(ctx.req).var;
  const key = session ? 'oidc.logout.stayed' : 'oidc.logout.done';
  await show(deps, ctx, { key }, (v) => <AfterLogoutPage view={v} />);
}
