/** The settings of the library. */
import type { AccountClaims, Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { mayUse } from '../../applications/may.ts';
import { isHttps } from '../../config.ts';
import { renderAfterLogout, renderError, renderLogout } from '../pages.tsx';
import { GRANT_SECONDS, loadGrant } from '../sessions/grants.ts';
import { claimsOf } from '../sessions/people.store.ts';
import { ACR_VALUES } from './acr.ts';
import { adapterFor, OFFLINE } from './adapter.ts';
import { interactionHref } from './bridge.ts';
import { PKCE_METADATA } from './clients.ts';
import { cookieSigner } from './cookies.ts';
import { ID_TOKEN_SECONDS, type SigningKey } from './keys.ts';
import type { Library } from './library.ts';
import type { OidcDeps } from './parts.ts';
import { promptsFor } from './prompts.ts';

const DAY = 24 * 60 * 60;
/** Seconds that an unused refresh token counts. Each use makes a new one. */
const REFRESH_SECONDS = 30 * DAY;
/** Seconds that a session's grants are kept: no session lasts longer. */
const SESSION_SECONDS = 90 * DAY;
const ACCESS_SECONDS = 10 * 60;

/** Addresses below the mount. */
export const ROUTES = {
  authorization: '/auth',
  token: '/token',
  userinfo: '/userinfo',
  jwks: '/jwks',
  introspection: '/introspection',
  revocation: '/revocation',
  end_session: '/logout',
} as const;

/** `__Host-` and `__Secure-` bind cookies to this host and to https, as our own. */
function cookiesOf({ config, keys }: Pick<OidcDeps, 'config' | 'keys'>): Configuration['cookies'] {
  const [host, secure] = isHttps(config) ? ['__Host-', '__Secure-'] : ['', ''];
  return {
    names: { session: `${host}oidc`, interaction: `${secure}oidc_interaction`, resume: `${secure}oidc_resume` },
    long: { httpOnly: true, sameSite: 'lax', path: '/' },
    short: { httpOnly: true, sameSite: 'lax' },
    keys: cookieSigner(keys) as never,
  };
}

/** Whether a person and the application that a token was given to still belong together. */
async function stillMay({ db, clients }: OidcDeps, clientId: string, userId: string): Promise<boolean> {
  const application = await clients.find(clientId);
  return application !== undefined && mayUse(db, application, userId);
}

function features(deps: OidcDeps): Configuration['features'] {
  return {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    resourceIndicators: { enabled: false },
    userinfo: { enabled: true },
    revocation: { enabled: true, allowedPolicy: async (_, client, token) => token.clientId === client.clientId },
    introspection: {
      enabled: true,
      // Only an application that can keep a secret asks, and only about its own tokens.
      allowedPolicy: async (_, client, token) => {
        const { accountId } = token as { accountId?: string };
        const own = client.clientAuthMethod !== 'none' && token.clientId === client.clientId;
        return own && accountId !== undefined && stillMay(deps, client.clientId, accountId);
      },
    },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx) => renderLogout(deps, ctx),
      postLogoutSuccessSource: (ctx) => renderAfterLogout(deps, ctx),
    },
  };
}

/** A public application in a browser asks from its own pages alone. */
function mayAskFrom(
  _: KoaContextWithOIDC,
  origin: string,
  client: { redirectUris?: readonly string[]; clientAuthMethod?: string },
) {
  const isOwn = client.redirectUris?.some((uri) => URL.canParse(uri) && new URL(uri).origin === origin) ?? false;
  return client.clientAuthMethod === 'none' && origin !== 'null' && isOwn;
}

/** How long everything counts, in seconds. */
const TTL: Configuration['ttl'] = {
  AccessToken: ACCESS_SECONDS,
  AuthorizationCode: 60,
  IdToken: ID_TOKEN_SECONDS,
  RefreshToken: REFRESH_SECONDS,
  Grant: (_, grant) => (grant.getOIDCScope().split(' ').includes(OFFLINE) ? GRANT_SECONDS : SESSION_SECONDS),
  Interaction: 60 * 60,
  Session: 14 * DAY,
};

export function configurationFor(deps: OidcDeps, library: Library, jwks: SigningKey[]): Configuration {
  return {
    adapter: adapterFor({ ...deps, errors: library.errors }),
    jwks: { keys: jwks as never },
    cookies: cookiesOf(deps),
    routes: ROUTES,
    features: features(deps),
    acrValues: ACR_VALUES,
    scopes: ['openid', OFFLINE],
    claims: {
      openid: ['sub', 'amr', 'acr', 'auth_time'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    // Several applications read name and groups from the ID token alone.
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    subjectTypes: ['public'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    enabledJWA: { idTokenSigningAlgValues: ['RS256'] },
    clientBasedCORS: mayAskFrom,
    extraClientMetadata: { properties: [PKCE_METADATA] },
    pkce: { required: (_, client) => client.clientAuthMethod === 'none' || client[PKCE_METADATA] !== false },
    findAccount: async (_, userId, token) => {
      if (token && !(await stillMay(deps, token.clientId!, userId))) return undefined;
      const claims = await claimsOf(deps.db, userId);
      return claims && { accountId: userId, claims: () => claims as unknown as AccountClaims };
    },
    loadExistingGrant: (ctx) => loadGrant(deps, ctx),
    // The grant decides by the session of ours (`adapter.ts`); the provider's own is renewed at each new sign-in.
    expiresWithSession: () => false,
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    interactions: {
      policy: promptsFor(deps, library),
      url: (_, { uid, params }) => interactionHref(uid, String(params.client_id)),
    },
    renderError: (ctx, out, error) => renderError(deps, ctx, out, error),
    ttl: TTL,
  };
}
