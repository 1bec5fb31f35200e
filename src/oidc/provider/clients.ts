/** Clients of the provider: the applications of the database, looked up when they are needed. */
import type { ClientMetadata } from 'oidc-provider';
import type { OidcClient } from '../../access/rules.ts';
import type { Application } from '../../applications/application.ts';
import { findApplication, idOfSlug, secretOf } from '../../applications/applications.store.ts';
import type { Queryable } from '../../db/open.ts';

/** Milliseconds that an application is remembered. A switched-off one counts on every server within a second. */
const REMEMBERED_MS = 500;
/** Client ids that are remembered, at most: anybody can ask for any. */
const MOST = 1_000;
/** A setting of ours among the library's. */
export const PKCE_METADATA = 'facelogin_pkce';

export type ClientApplication = Application & { secretHash: string | null };
export type Clients = {
  /** The application with this short name, whatever it is set to. */
  find(clientId: string): Promise<ClientApplication | undefined>;
  /** What the provider knows of it; undefined where the application is off or speaks no OpenID Connect. */
  metadata(clientId: string): Promise<ClientMetadata | undefined>;
};

async function load(db: Queryable, clientId: string): Promise<ClientApplication | undefined> {
  const id = await idOfSlug(db, clientId);
  const application = id === undefined ? undefined : await findApplication(db, id);
  return application && { ...application, secretHash: await secretOf(db, application.id) };
}

/** No secret has this hash. */
const NO_SECRET = '-';

function toMetadata(application: ClientApplication, oidc: OidcClient): ClientMetadata {
  const { slug, name, secretHash } = application;
  const { authMethod, backchannelLogoutUri } = oidc;
  return {
    client_id: slug,
    client_name: name,
    ...(authMethod !== 'none' && { client_secret: secretHash ?? NO_SECRET }),
    token_endpoint_auth_method: authMethod,
    application_type: oidc.native ? 'native' : 'web',
    redirect_uris: oidc.redirectUris,
    post_logout_redirect_uris: oidc.postLogoutRedirectUris,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    [PKCE_METADATA]: oidc.pkce,
    ...(backchannelLogoutUri && {
      backchannel_logout_uri: backchannelLogoutUri,
      backchannel_logout_session_required: true,
    }),
  };
}

export function createClients(db: Queryable): Clients {
  const known = new Map<string, { until: number; found: Promise<ClientApplication | undefined> }>();
  const find = (clientId: string) => {
    const now = performance.now();
    const remembered = known.get(clientId);
    if (remembered && remembered.until > now) return remembered.found;
    if (known.size >= MOST) known.clear();
    const found = load(db, clientId);
    known.set(clientId, { until: now + REMEMBERED_MS, found });
    found.catch(() => known.delete(clientId));
    return found;
  };
  return {
    find,
    async metadata(clientId) {
      const application = await find(clientId);
      if (!application?.enabled || !application.oidc) return undefined;
      return toMetadata(application, application.oidc);
    },
  };
}
