/** Signing out at an application: it ends there, and in FaceLogin as well if the person wants that. */
import type { KoaContextWithOIDC } from 'oidc-provider';
import { happened } from '../events/events.store.ts';
import { clearCookie } from '../http/cookies.ts';
import { endSessions } from '../sessions/sessions.store.ts';
import { askerOf } from './bridge.ts';
import { unlinkApplication } from './links.store.ts';
import type { OidcDeps } from './parts.ts';

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
