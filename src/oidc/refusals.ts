/** Why a request of an application was not carried out: for the person, the log and the audit trail. */
import type { errors, KoaContextWithOIDC } from 'oidc-provider';
import type { Deps } from '../deps.ts';
import { happened } from '../events/events.store.ts';
import type { MessageKey, Vars } from '../i18n/index.ts';
import type { Session } from '../principal.ts';
import type { ClientApplication, Clients } from './provider/clients.ts';

/** `why`: a word for the audit trail. */
export type Refusal = { why: string; title: MessageKey; message: MessageKey; vars: Vars };

/** Letters of a request's value in a page or a line of the log, at most. */
const MOST_LETTERS = 200;

export function shortened(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MOST_LETTERS) : '';
}

/** The parameters of a request, also of one that failed before the library read them. */
export function paramsOf(ctx: KoaContextWithOIDC): Record<string, unknown> {
  return ctx.oidc.params ?? (ctx.query as Record<string, unknown>);
}

function ofClient(application: ClientApplication | undefined, client: string): Refusal | undefined {
  const refusal = (why: string, title: MessageKey, message: MessageKey, vars: Vars): Refusal => ({
    ...{ why, title, message, vars },
  });
  if (!application) return refusal('unknown-client', 'oidc.unknown', 'oidc.unknown.text', { client });
  const vars = { name: application.name };
  if (!application.enabled) return refusal('switched-off', 'oidc.off', 'oidc.off.text', vars);
  if (!application.oidc) return refusal('no-oidc', 'oidc.not-oidc', 'oidc.not-oidc.text', vars);
  return undefined;
}

/** What to say of an error of the library. */
export async function refusalOf(
  clients: Clients,
  ctx: KoaContextWithOIDC,
  error: errors.OIDCProviderError | Error,
): Promise<Refusal & { application?: ClientApplication | undefined }> {
  const params = paramsOf(ctx);
  const client = shortened(ctx.oidc.client?.clientId ?? params.client_id);
  const application = client === '' ? undefined : await clients.find(client);
  const code = 'error' in error ? error.error : 'server_error';
  const of = client !== '' || code === 'invalid_client' ? ofClient(application, client) : undefined;
  if (of) return { ...of, application };
  const vars = { name: application?.name ?? client };
  if (error.name === 'SessionNotFound') {
    return { why: 'expired', title: 'oidc.expired', message: 'oidc.expired.text', vars, application };
  }
  if (error.name === 'InvalidClientMetadata') {
    return { why: 'settings', title: 'oidc.settings', message: 'oidc.settings.text', vars, application };
  }
  const description = 'error_description' in error ? shortened(error.error_description) : '';
  if (description === 'post_logout_redirect_uri not registered') {
    const address = shortened(params.post_logout_redirect_uri);
    const redirect = { why: 'logout-redirect', title: 'oidc.redirect', message: 'oidc.logout-redirect.text' } as const;
    return { ...redirect, vars: { ...vars, address }, application };
  }
  if (code === 'invalid_redirect_uri') {
    const address = shortened(params.redirect_uri);
    const redirect = { why: 'redirect', title: 'oidc.redirect', message: 'oidc.redirect.text' } as const;
    return { ...redirect, vars: { ...vars, address }, application };
  }
  const told = { ...vars, error: description || code };
  return { why: code, title: 'oidc.bad-request', message: 'oidc.bad-request.text', vars: told, application };
}

/** Notes in the audit trail that a signed-in person did not get into an application. */
export async function noteRefused(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { session, application, why }: { session: Session; application: ClientApplication; why: string },
): Promise<void> {
  const detail = { application: application.slug, why };
  await happened(db, { at: clock(), userId: session.userId, kind: 'application-refused', detail });
}
