/** Signing out at an application: it ends there, and in FaceLogin as well if the person wants that. */
import type { KoaContextWithOIDC } from 'oidc-provider';
import { happened } from '../../events/events.store.ts';
import { clearCookie } from '../../http/cookies.ts';
import { endSessions } from '../../sessions/sessions.store.ts';
import { askerOf } from '../provider/bridge.ts';
import type { OidcDeps } from '../provider/parts.ts';
import { unlinkApplication } from './links.store.ts';

/** The key that a token names; undefined for what is no token. */
function kidOf(token: string): string | undefined {
  try {
    const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
    return typeof header?.kid === 'string' ? header.kid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The address to take instead where the request bears a token whose key is not published any more. The library would
 * refuse it, for months after each change of the key. Without the token the person is asked all the same, and comes
 * back to the application if it also says by `client_id` who it is.
 */
export function withoutOldHint(address: string, published: readonly string[]): string | undefined {
  const url = new URL(address);
  const kid = kidOf(url.searchParams.get('id_token_hint') ?? '');
  if (kid === undefined || published.includes(kid)) return undefined;
  url.searchParams.delete('id_token_hint');
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
    // The browser may keep the avatar for a day.
    ctx.set('Clear-Site-Data', '"cache"');
    return;
  }
  const { client } = ctx.oidc;
  const application = client && (await clients.find(client.clientId));
  if (application) await unlinkApplication(db, application.id, session.idHash);
}
