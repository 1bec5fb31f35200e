/** Signing out at an application: it ends there, and in FaceLogin as well if the person wants that. */
import type { KoaContextWithOIDC } from 'oidc-provider';
import { happened } from '../events/events.store.ts';
import { clearCookie } from '../http/cookies.ts';
import { endSessions } from '../sessions/sessions.store.ts';
import { askerOf } from './bridge.ts';
import { unlinkApplication } from './links.store.ts';
import type { OidcDeps } from './parts.ts';

/** A part of a signed token that nobody has checked. */
function partOf(token: string, index: 0 | 1): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString()) ?? {};
  } catch {
    return {};
  }
}

/**
 * The address to take instead where the request names its application by a token whose key is not published any more.
 * The library would refuse the request. Such a token only says which application asks; the person decides.
 */
export function withoutOldHint(address: string, published: readonly string[]): string | undefined {
  const url = new URL(address);
  const hint = url.searchParams.get('id_token_hint') ?? '';
  const { kid } = partOf(hint, 0);
  if (typeof kid !== 'string' || published.includes(kid)) return undefined;
  url.searchParams.delete('id_token_hint');
  const { aud } = partOf(hint, 1);
  if (!url.searchParams.has('client_id') && typeof aud === 'string') url.searchParams.set('client_id', aud);
  return url.pathname + url.search;
}

/** After the library has carried out the person's answer to `LogoutPage`. */
export async function leave({ db, clock, config, clients }: OidcDeps, ctx: KoaContextWithOIDC): Promise<void> {
  const c = askerOf(ctx.req);
  const { session } = c.var;
  if (ctx.oidc.route !== 'end_session_confirm' || ctx.status >= 400 || !session) return;
  if (ctx.oidc.params?.logout) {
    await db.transaction(async (tx) => {
      await endSessions(tx, session.userId, session.idHash);
      await happened(tx, { at: clock(), userId: session.userId, kind: 'signed-out' });
    });
    clearCookie(c, config, 'session');
    return;
  }
  const { client } = ctx.oidc;
  const application = client && (await clients.find(client.clientId));
  if (application) await unlinkApplication(db, application.id, session.idHash);
}
