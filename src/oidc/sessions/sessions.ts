/**
 * The provider's session is a shadow of the browser's own: it is signed in exactly if the browser is, and a new sign-in
 * makes a new one. So it never outlives a session, and nobody gets the one of somebody else.
 */
import { createHash } from 'node:crypto';
import type Provider from 'oidc-provider';
import type { Session } from '../../principal.ts';
import { askerOf } from '../provider/bridge.ts';

type ProviderSession = InstanceType<Provider['Session']> & { state?: unknown; new?: true };

/** The name of a session of ours. It stays when the session's id is renewed. */
function uidOf({ userId, createdAt }: Session): string {
  return createHash('sha256').update(`oidc session ${userId} ${createdAt.toISOString()}`).digest('base64url');
}

/** What the provider remembers of this browser, made to agree with the browser's own session. */
function agreed(provider: Provider, stored: ProviderSession, session: Session | null): ProviderSession {
  const fresh = (facts: object) =>
    (provider.Session as unknown as { instantiate(payload: object): ProviderSession }).instantiate({
      ...facts,
      // A question about signing out may be open.
      ...(stored.state !== undefined && { state: stored.state }),
    });
  if (!session) return stored.accountId === undefined ? stored : fresh({});
  const uid = uidOf(session);
  const kept = stored.uid === uid && stored.accountId === session.userId ? stored : fresh({ uid });
  kept.loginAccount({ accountId: session.userId });
  return kept;
}

/** Makes the provider find sessions that agree with ours. */
export function bindSessions(provider: Provider): void {
  const { Session } = provider;
  const find = Session.get.bind(Session);
  Session.get = async (ctx) => {
    const stored = (await find(ctx)) as ProviderSession;
    const session = agreed(provider, stored, askerOf(ctx.req).var.session);
    if (session !== stored && !stored.new) await stored.destroy();
    if ('oidc' in ctx) ctx.oidc.entity('Session', session);
    return session;
  };
}
