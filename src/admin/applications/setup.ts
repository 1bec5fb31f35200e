/** What an application's page tells to paste where. */
import type { OidcSetup, PasteText } from '../../../templates/admin/applications/setup-oidc.tsx';
import type { ProxySetup } from '../../../templates/admin/applications/setup-proxy.tsx';
import { oidcAddresses } from '../../applications/addresses.ts';
import type { Application } from '../../applications/application.ts';
import { PRESET_NAMES } from '../../applications/preset-names.ts';
import { pasteFor, presetOf } from '../../applications/presets.ts';
import { PROXIES, type Proxy as ProxyName, snippetFor } from '../../applications/snippets.ts';
import type { Config } from '../../config.ts';
import { choiceOf, type Read } from '../query.ts';

const PROXY_NAMES: Record<ProxyName, string> = {
  caddy: 'Caddy',
  nginx: 'nginx',
  traefik: 'Traefik',
  haproxy: 'HAProxy',
};

/** What to paste into an application that is known by name. @param secret absent: a word stands for it. */
export function pasteOf(
  { publicUrl }: Pick<Config, 'publicUrl'>,
  application: Application,
  secret?: string,
): PasteText | undefined {
  const preset = presetOf(application);
  const origin = application.origins[0];
  if (preset === undefined || origin === undefined) return undefined;
  const known = { origin, clientId: application.slug, addresses: oidcAddresses(publicUrl) };
  const text = pasteFor(preset, secret === undefined ? known : { ...known, secret });
  return { name: PRESET_NAMES[preset], ...text };
}

export function oidcSetup(config: Pick<Config, 'publicUrl'>, application: Application): OidcSetup {
  const paste = pasteOf(config, application);
  return { addresses: oidcAddresses(config.publicUrl), ...(paste && { paste }) };
}

/** A host and a port, as a proxy's configuration has them. Anything else in the address counts as nothing. */
function placeOf(read: Read, name: string, fallback: string): string {
  const text = (read(name) ?? '').trim();
  return /^(\[[0-9a-f:]+\]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?):\d{1,5}$/i.test(text) ? text : fallback;
}

/** @param read the query of the page: what the lines are made of. */
export function proxySetup(
  { publicUrl, port }: Pick<Config, 'publicUrl' | 'port'>,
  { origins }: Application,
  read: Read,
): ProxySetup {
  const proxy = choiceOf(read, 'proxy', PROXIES) ?? 'caddy';
  const origin = choiceOf(read, 'origin', origins) ?? origins[0]!;
  const upstream = placeOf(read, 'upstream', '127.0.0.1:8080');
  const facelogin = placeOf(read, 'facelogin', `127.0.0.1:${port}`);
  return {
    proxies: PROXIES.map((value) => ({ value, label: PROXY_NAMES[value] })),
    chosen: { proxy, origin, upstream, facelogin },
    snippets: snippetFor(proxy, { origin, publicUrl, upstream, facelogin }),
  };
}
