/**
 * Applications that are known by name: how each speaks OpenID Connect, as the settings of the form, and what to paste
 * into it. Checked against the guides of Immich, Grafana, Nextcloud (`user_oidc`), Gitea, Jellyfin (`jellyfin-plugin-sso`),
 * Home Assistant (`hass-oidc-auth`), Proxmox and Portainer of 2026.
 */
import type { OidcClient } from '../access/rules.ts';
import type { OidcAddresses } from './addresses.ts';
import type { Application, ApplicationSettings } from './application.ts';
import { NAMED_PRESETS, type NamedPreset, PRESET_NAMES } from './preset-names.ts';
import { PASTES, type Paste } from './preset-paste.ts';

/** `proxy`: anything behind a proxy that asks this server. */
export type PresetId = NamedPreset | 'proxy' | 'blank';
export const PRESETS: readonly PresetId[] = [...NAMED_PRESETS, 'proxy', 'blank'];
/** The name under which applications know this server, where a part of an address comes of it. */
const PROVIDER = 'facelogin';

type Client = Pick<OidcClient, 'redirectUris' | 'authMethod' | 'pkce'> & Partial<OidcClient>;
type Known = { client: Client; launchUrl?: string };

const [BASIC, POST] = ['client_secret_basic', 'client_secret_post'] as const;

const KNOWN: Record<NamedPreset, (origin: string) => Known> = {
  immich: (origin) => {
    const web = [`${origin}/auth/login`, `${origin}/user-settings`];
    // The app on the phone needs a native client, and a native client takes no plain http of another machine.
    const native = origin.startsWith('https:');
    const redirectUris = native ? [...web, 'app.immich:///oauth-callback'] : web;
    return { client: { redirectUris, authMethod: BASIC, pkce: true, native } };
  },
  grafana: (origin) => {
    const address = `${origin}/login/generic_oauth`;
    return { client: { redirectUris: [address], authMethod: BASIC, pkce: true }, launchUrl: address };
  },
  nextcloud: (origin) => ({
    client: {
      redirectUris: [`${origin}/apps/user_oidc/code`, `${origin}/index.php/apps/user_oidc/code`],
      postLogoutRedirectUris: [`${origin}/`],
      backchannelLogoutUri: `${origin}/index.php/apps/user_oidc/backchannel-logout/${PROVIDER}`,
      authMethod: BASIC,
      pkce: true,
    },
  }),
  gitea: (origin) => ({
    client: { redirectUris: [`${origin}/user/oauth2/${PROVIDER}/callback`], authMethod: BASIC, pkce: false },
    launchUrl: `${origin}/user/oauth2/${PROVIDER}`,
  }),
  jellyfin: (origin) => ({
    client: { redirectUris: [`${origin}/sso/OID/redirect/${PROVIDER}`], authMethod: POST, pkce: true },
    launchUrl: `${origin}/sso/OID/start/${PROVIDER}`,
  }),
  'home-assistant': (origin) => ({
    client: { redirectUris: [`${origin}/auth/oidc/callback`], authMethod: POST, pkce: true },
  }),
  // Both send the address that the browser has open, without a slash at its end.
  proxmox: (origin) => ({ client: { redirectUris: [origin], authMethod: BASIC, pkce: true } }),
  portainer: (origin) => ({ client: { redirectUris: [origin], authMethod: POST, pkce: false } }),
};

const isNamed = (preset: PresetId): preset is NamedPreset => Object.hasOwn(KNOWN, preset);

/**
 * The settings that a template fills in. Whoever adds the application can change each of them.
 * @param origin of the application, in its one spelling; undefined only for `blank`.
 */
export function presetSettings(preset: PresetId, origin?: string): Partial<ApplicationSettings> {
  const origins = origin === undefined ? [] : [origin];
  if (!isNamed(preset)) return { origins, forwardAuth: preset === 'proxy' };
  const { client, launchUrl = '' } = KNOWN[preset](origin ?? '');
  const rest = { postLogoutRedirectUris: [], backchannelLogoutUri: '', native: false, consent: false };
  return { slug: preset, name: PRESET_NAMES[preset], origins, launchUrl, oidc: { ...rest, ...client } };
}

/** The preset that an application was made of, as far as its settings tell. */
export function presetOf({ slug, origins, oidc }: Application): NamedPreset | undefined {
  if (!oidc) return undefined;
  const fits = (preset: NamedPreset) =>
    origins.some((origin) => {
      const { client } = KNOWN[preset](origin);
      return client.redirectUris.every((address) => oidc.redirectUris.includes(address));
    });
  const fitting = NAMED_PRESETS.filter(fits);
  // Proxmox and Portainer have the same address.
  return (
    fitting.find((preset) => preset === slug) ??
    fitting.find((preset) => KNOWN[preset]('').client.authMethod === oidc.authMethod)
  );
}

/** What to paste into the application. @param known.secret absent: only its hash is there, and a word stands for it. */
export function pasteFor(
  preset: NamedPreset,
  known: { origin: string; clientId: string; secret?: string; addresses: OidcAddresses },
): Paste {
  return PASTES[preset]({ secret: 'CLIENT_SECRET', ...known });
}
