/**
 * Tells applications that a session has ended (OpenID Connect Back-Channel Logout 1.0). It does not matter what ended it:
 * signing out, a new password, an administrator, another server. A look at the database once a second finds it.
 */
import { randomUUID } from 'node:crypto';
import type Provider from 'oidc-provider';
import { isDatabaseAway } from '../../db/errors.ts';
import { causeOf } from '../../log.ts';
import type { OidcDeps } from '../provider/parts.ts';
import { type Oidc, oidcOf } from '../provider/provider.ts';
import { type Notice, takeNotices } from './links.store.ts';

const LOOK_MS = 1_000;
/** Milliseconds that an application has to answer. */
const ANSWER_MS = 5_000;
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

type TellDeps = Omit<OidcDeps, 'clients'>;
/** The library's maker of signed tokens. Its types do not have the one for a logout. */
type TokenMaker = new (
  claims: object,
  of: { client: object },
) => { mask: object; set(name: string, value: unknown): void; issue(how: { use: 'logout' }): Promise<string> };

async function logoutToken(provider: Provider, client: object, { sub, sid }: Notice): Promise<string> {
  const { IdToken } = provider as unknown as { IdToken: TokenMaker };
  const token = new IdToken({ sub }, { client });
  token.mask = { sub: null };
  token.set('events', { [EVENT]: {} });
  token.set('jti', randomUUID());
  token.set('sid', sid);
  return token.issue({ use: 'logout' });
}

/** Tells one application. It may be in the same private network: an administrator entered its address. */
async function tell({ log }: TellDeps, oidc: Oidc, notice: Notice): Promise<void> {
  const provider = await oidc.provider();
  const client = await provider.Client.find(notice.clientId).catch(() => undefined);
  if (!client?.backchannelLogoutUri) return;
  try {
    const { status } = await fetch(client.backchannelLogoutUri, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ logout_token: await logoutToken(provider, client, notice) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (status !== 200 && status !== 204) throw new Error(`it answered ${status}`);
  } catch (error) {
    const to = { client: notice.clientId, address: client.backchannelLogoutUri };
    log.warn('An application was not told of a sign-out', { ...to, cause: causeOf(error) });
  }
}

/** Tells the applications of every session that has ended since the last look. */
export async function tellEnded(deps: TellDeps): Promise<void> {
  const notices = await takeNotices(deps.db, deps.clock());
  await Promise.all(notices.map((notice) => tell(deps, oidcOf(deps), notice)));
}

/** Looks once a second. A round that fails goes to the log; the next one tries again. @returns how to stop. */
export function keepTelling(deps: TellDeps): () => Promise<void> {
  let running: Promise<void> | undefined;
  const look = () => {
    running ??= tellEnded(deps)
      .catch((error: unknown) => {
        // Requests say so already.
        if (!isDatabaseAway(error)) deps.log.error('Cannot tell applications of sign-outs', { cause: causeOf(error) });
      })
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
