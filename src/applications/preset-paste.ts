/** What to paste into each known application. The words are the application's own, so nothing here is translated. */
import type { OidcAddresses } from './addresses.ts';
import type { NamedPreset } from './preset-names.ts';

/** @property where the file, the shell, or the page of the application's own settings. */
export type Paste = { where: string; text: string };
type Known = { origin: string; clientId: string; secret: string; addresses: OidcAddresses };

const SCOPES = 'openid profile email groups';

const lines = (...texts: string[]) => texts.join('\n');

/** Fields of a page of settings, one a line. */
function fields(values: Record<string, string>): string {
  return lines(...Object.entries(values).map(([name, value]) => `${name}: ${value}`));
}

/** A text between single quotes, for a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

const grafana = ({ origin, clientId, secret, addresses }: Known) =>
  lines(
    `GF_SERVER_ROOT_URL=${origin}`,
    'GF_AUTH_GENERIC_OAUTH_ENABLED=true',
    'GF_AUTH_GENERIC_OAUTH_NAME=FaceLogin',
    `GF_AUTH_GENERIC_OAUTH_CLIENT_ID=${clientId}`,
    `GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET=${secret}`,
    `GF_AUTH_GENERIC_OAUTH_SCOPES=${SCOPES}`,
    `GF_AUTH_GENERIC_OAUTH_AUTH_URL=${addresses.authorization}`,
    `GF_AUTH_GENERIC_OAUTH_TOKEN_URL=${addresses.token}`,
    `GF_AUTH_GENERIC_OAUTH_API_URL=${addresses.userinfo}`,
    'GF_AUTH_GENERIC_OAUTH_LOGIN_ATTRIBUTE_PATH=preferred_username',
    'GF_AUTH_GENERIC_OAUTH_NAME_ATTRIBUTE_PATH=name',
    'GF_AUTH_GENERIC_OAUTH_GROUPS_ATTRIBUTE_PATH=groups',
    'GF_AUTH_GENERIC_OAUTH_USE_PKCE=true',
    'GF_AUTH_GENERIC_OAUTH_AUTH_STYLE=InHeader',
  );

const nextcloud = ({ clientId, secret, addresses }: Known) =>
  lines(
    'occ app:install user_oidc',
    'occ config:system:set user_oidc default_token_endpoint_auth_method --value=client_secret_basic',
    'occ config:system:set user_oidc use_pkce --type=boolean --value=true',
    'occ user_oidc:provider facelogin \\',
    `  --clientid=${quoted(clientId)} --clientsecret=${quoted(secret)} \\`,
    `  --discoveryuri=${quoted(addresses.discovery)} \\`,
    `  --scope=${quoted(SCOPES)} --unique-uid=0 --mapping-uid=preferred_username`,
  );

const gitea = ({ clientId, secret, addresses }: Known) =>
  lines(
    'gitea admin auth add-oauth --provider=openidConnect --name=facelogin \\',
    `  --key=${quoted(clientId)} --secret=${quoted(secret)} \\`,
    `  --auto-discover-url=${quoted(addresses.discovery)} \\`,
    `  --scopes=${quoted(SCOPES)} --group-claim-name=groups`,
  );

const homeAssistant = ({ clientId, secret, addresses }: Known) =>
  lines(
    'auth_oidc:',
    `  client_id: "${clientId}"`,
    `  client_secret: "${secret}"`,
    `  discovery_url: "${addresses.discovery}"`,
    '  display_name: "FaceLogin"',
  );

const proxmox = ({ clientId, secret, addresses }: Known) =>
  lines(
    'pveum realm add facelogin --type openid \\',
    `  --issuer-url ${quoted(addresses.issuer)} \\`,
    `  --client-id ${quoted(clientId)} --client-key ${quoted(secret)} \\`,
    '  --username-claim preferred_username --autocreate 1',
  );

export const PASTES: Record<NamedPreset, (known: Known) => Paste> = {
  immich: ({ clientId, secret, addresses }) => ({
    where: 'Administration > Settings > Authentication Settings > OAuth',
    text: fields({
      'Issuer URL': addresses.issuer,
      'Client ID': clientId,
      'Client Secret': secret,
      'Token Endpoint Auth Method': 'client_secret_basic',
      Scope: 'openid profile email',
      'Signing Algorithm': 'RS256',
      'Button Text': 'FaceLogin',
    }),
  }),
  grafana: (known) => ({ where: 'grafana.env', text: grafana(known) }),
  nextcloud: (known) => ({ where: 'occ', text: nextcloud(known) }),
  gitea: (known) => ({ where: 'gitea', text: gitea(known) }),
  jellyfin: ({ clientId, secret, addresses }) => ({
    where: 'Dashboard > Plugins > SSO-Auth > Add Provider',
    text: fields({
      'Name of OID Provider': 'facelogin',
      'OID Endpoint': addresses.issuer,
      'OpenID Client ID': clientId,
      'OID Secret': secret,
      'Enabled, Enable Authorization by Plugin, Enable All Folders': 'yes',
      'Role Claim': 'groups',
      'Request Additional Scopes': 'groups',
      'Set default username claim': 'preferred_username',
    }),
  }),
  'home-assistant': (known) => ({ where: 'configuration.yaml', text: homeAssistant(known) }),
  proxmox: (known) => ({ where: 'pveum', text: proxmox(known) }),
  portainer: ({ origin, clientId, secret, addresses }) => ({
    where: 'Settings > Authentication > OAuth > Custom',
    text: fields({
      'Client ID': clientId,
      'Client secret': secret,
      'Authorization URL': addresses.authorization,
      'Access token URL': addresses.token,
      'Resource URL': addresses.userinfo,
      'Redirect URL': origin,
      'Logout URL': addresses.endSession,
      'User identifier': 'preferred_username',
      Scopes: SCOPES,
      'Auth Style': 'In Params',
    }),
  }),
};
