/** The provider of one server. It is made when it is needed first, and anew when the keys change. */
import type Provider from 'oidc-provider';
import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { hashToken } from '../../crypto/tokens.ts';
import { happened } from '../../events/events.store.ts';
import { logRefusal } from '../pages.tsx';
import { noteLogout } from '../sessions/links.store.ts';
import { leave } from '../sessions/logout.ts';
import { bindSessions } from '../sessions/sessions.ts';
import { type Asker, answerOf, askerOf, MOUNT, nodePair } from './bridge.ts';
import { type Clients, createClients } from './clients.ts';
import { configurationFor } from './configuration.ts';
import { securePages } from './csp.ts';
import { signingKeys } from './keys.ts';
import { library } from './library.ts';
import type { OidcDeps } from './parts.ts';

/** Milliseconds between two looks for other signing keys. */
const KEYS_MS = 1_000;
/** Milliseconds that a notice of a session is kept: a day more than the longest session. */
const NOTICE_MS = 91 * 24 * 60 * 60_000;

export type Oidc = {
  clients: Clients;
  provider(): Promise<Provider>;
  /** Ids of the keys that are published. */
  kids(): Promise<string[]>;
  /** Lets the library answer a request. */
  answer(c: Asker): Promise<Response>;
};

/** After a code was issued: notes that the person got in, and whom to tell of the session's end. */
async function noteOpened({ db, clock }: OidcDeps, ctx: KoaContextWithOIDC): Promise<void> {
  const { AuthorizationCode: code } = ctx.oidc.entities;
  const { session: asker } = askerOf(ctx.req).var;
  const { client, session, params } = ctx.oidc;
  if (!code || !asker || !client || !session) return;
  const sid = session.sidFor(client.clientId);
  if (client.backchannelLogoutUri && sid && code.grantId) {
    const notice = { sub: asker.userId, sid, clientId: client.clientId };
    await noteLogout(db, code.grantId, notice, new Date(asker.createdAt.getTime() + NOTICE_MS));
  }
  // An application that looks after its session in the background opens nothing.
  if (params?.prompt === 'none') return;
  const detail = { application: client.clientId };
  await happened(db, { at: clock(), userId: asker.userId, kind: 'application-opened', detail });
}

/** Secrets are stored as hashes: what is sent is hashed before it is compared. */
function compareHashes({ Client }: Provider): void {
  const { compareClientSecret } = Client.prototype;
  Client.prototype.compareClientSecret = function compare(actual: string) {
    return compareClientSecret.call(this, hashToken(actual));
  };
  // Every end of a session tells the applications, this one among them (`backchannel.ts`).
  Client.prototype.backchannelLogout = async () => {};
}

async function build(deps: OidcDeps, jwks: Awaited<ReturnType<typeof signingKeys>>): Promise<Provider> {
  const loaded = await library();
  const configuration = configurationFor(deps, loaded, jwks);
  const provider = new loaded.Provider(`${deps.config.publicUrl}${MOUNT}`, configuration);
  provider.silent = true;
  bindSessions(provider);
  compareHashes(provider);
  provider.use(async (ctx, next) => {
    const oidc = ctx as unknown as KoaContextWithOIDC;
    await securePages(oidc, next);
    if (!oidc.oidc) return;
    await noteOpened(deps, oidc);
    await leave(deps, oidc);
  });
  const refused = (ctx: KoaContextWithOIDC, error: Error & Partial<ErrorOut>) =>
    logRefusal(deps, ctx, { error: error.error ?? 'server_error', error_description: error.error_description }, error);
  for (const event of REFUSED) provider.on(event as 'grant.error', refused as never);
  return provider;
}

const REFUSED = [
  ...['authorization.error', 'grant.error', 'userinfo.error', 'introspection.error', 'revocation.error'],
  ...['end_session.error', 'end_session_confirm.error', 'server_error'],
];

type Kept = { kids: string[]; provider: Provider };

/** Keeps the provider, and makes another one where the keys are others. */
function keeper(deps: OidcDeps): () => Promise<Kept> {
  let kept: Kept | undefined;
  let looked = Number.NEGATIVE_INFINITY;
  const onFirst = () =>
    deps.log.info(
      'OpenID Connect is ready. Its library, oidc-provider, names the newest versions of Node alone as supported; this server is tested on its own.',
    );
  const look = async () => {
    const jwks = await signingKeys(deps, onFirst);
    const kids = jwks.map(({ kid }) => kid);
    if (kept?.kids.join() !== kids.join()) kept = { kids, provider: await build(deps, jwks) };
    looked = performance.now();
    return kept;
  };
  let looking: Promise<Kept> | undefined;
  return async () => {
    if (kept && performance.now() - looked < KEYS_MS) return kept;
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
}

const made = new WeakMap<object, Oidc>();

/** The provider of a server, one for all who ask. */
export function oidcOf(deps: Omit<OidcDeps, 'clients'>): Oidc {
  const known = made.get(deps);
  if (known) return known;
  const clients = createClients(deps.db);
  const keep = keeper({ ...deps, clients });
  const provider = async () => (await keep()).provider;
  const oidc: Oidc = {
    clients,
    provider,
    kids: async () => (await keep()).kids,
    async answer(c) {
      const handle = (await provider()).callback();
      return answerOf(c, nodePair(c, deps.config.publicUrl), handle);
    },
  };
  made.set(deps, oidc);
  return oidc;
}
