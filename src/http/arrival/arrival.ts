/** How a request got here: what the proxy says of it, what the browser says, and where the two do not agree. */
import { type Config, isHttps } from '../../config.ts';
import type { ProxyFault } from '../../proxies.ts';
import { forwardedAddress, isLoopbackName, isNearby, isTrusted } from './address.ts';
import { prefixOf } from './prefix.ts';

type Site = Pick<Config, 'publicUrl' | 'trustedProxies'>;
/** A request as it reached this process. `url`: made of the Host header. `remote`: the peer of the connection. */
export type Reached = { url: URL; remote: string | undefined; header(name: string): string | undefined };

export type Arrival = {
  /** Whether the server takes it for https: a trusted proxy says so, or the connection itself is. */
  https: boolean;
  /** The browser came by https, and the server does not learn that from the proxy. */
  httpsLost: boolean;
  /** The address has the visitors of a proxy for one client. */
  addressShared: boolean;
  /** The page of this site that sent the request, at the address in the browser. Absent: unknown, or another site's. */
  page?: URL;
  faults: { fault: ProxyFault; example: string }[];
};

function urlOf(text: string | undefined): URL | undefined {
  return text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
}

/**
 * The page that sent the request, if it is one of this site. `Sec-Fetch-Site` decides where the browser sends it. An
 * origin with the request's own host is ours, too. A proxy that passes no Host leaves a loopback name, so a path of ours
 * has to do.
 */
function pageOf({ url, header }: Reached, https: boolean, isOurs: (path: string) => boolean): URL | undefined {
  const referer = urlOf(header('Referer'));
  const origin = urlOf(header('Origin')) ?? referer;
  if (!origin || !/^https?:$/.test(origin.protocol)) return undefined;
  const page = referer?.origin === origin.origin ? referer : origin;
  const site = header('Sec-Fetch-Site');
  if (site !== undefined) return site === 'same-origin' ? page : undefined;
  if (origin.host === url.host) return https && origin.protocol === 'http:' ? undefined : page;
  const ours = page.pathname !== '/' && isOurs(page.pathname);
  return isLoopbackName(url.hostname) && ours ? page : undefined;
}

/** Whether this is the address that people are to open, or another name of this machine for it. */
export function isOurAddress(site: Pick<Config, 'publicUrl'>, { origin, protocol, hostname, port }: URL): boolean {
  if (origin === site.publicUrl) return true;
  if (isHttps(site)) return false;
  return isLoopbackName(hostname) && protocol === 'http:' && port === new URL(site.publicUrl).port;
}

type Signs = {
  trusted: boolean;
  /** The browser came by https. */
  cameByHttps: boolean;
  /** A proxy stands between the browser and this process. */
  proxied: boolean;
  page: URL | undefined;
};

/** What of the proxy's headers is missing or wrong. From afar anybody can send them: only a near peer may be a proxy. */
function proxyFaults({ remote, header }: Reached, { trusted, cameByHttps, proxied }: Signs): ProxyFault[] {
  if (!trusted) return proxied && isNearby(remote) ? ['not-trusted'] : [];
  const faults: ProxyFault[] = [];
  const proto = header('X-Forwarded-Proto');
  if (cameByHttps && proto !== 'https') faults.push(proto === undefined ? 'proto-missing' : 'proto-wrong');
  if (proxied && !forwardedAddress(header('X-Forwarded-For'))) faults.push('for-missing');
  return faults;
}

/** What of the address in the browser is not as this server expects it. */
function addressFaults(site: Site, { url, header }: Reached, { trusted, page }: Signs): Arrival['faults'] {
  if (!page) return [];
  const faults: Arrival['faults'] = [];
  const host = (trusted && header('X-Forwarded-Host')) || url.host;
  if (page.host !== host) faults.push({ fault: 'host-missing', example: page.host });
  if (!isOurAddress(site, page)) faults.push({ fault: 'public-url', example: page.origin });
  return faults;
}

/** @param isOurs whether a path begins as those of this application do. */
export function arrivalOf(site: Site, reached: Reached, isOurs: (path: string) => boolean): Arrival {
  const { url, remote, header } = reached;
  const trusted = isTrusted(site, remote);
  const proto = header('X-Forwarded-Proto');
  const https = ((trusted ? proto : undefined) ?? url.protocol.slice(0, -1)) === 'https';
  const page = pageOf(reached, https, isOurs);
  const fetched = header('Sec-Fetch-Site') !== undefined;
  // A browser sends Sec-Fetch-Site to https and to loopback names alone (W3C Fetch Metadata, 2).
  const cameByHttps = page?.protocol === 'https:' || (fetched && !isLoopbackName(url.hostname));
  const says = (proto ?? header('X-Forwarded-For')) !== undefined;
  // A program of the operator may send such headers, too, to ask the server itself.
  const browser = fetched || page !== undefined;
  const proxied = browser && (cameByHttps || says || (page !== undefined && page.host !== url.host));
  const signs = { trusted, cameByHttps, proxied, page };
  const ofProxy = proxyFaults(reached, signs);
  const faults = [
    ...ofProxy.map((fault) => ({ fault, example: remote ?? '' })),
    ...addressFaults(site, reached, signs),
  ];
  const forwarded = trusted || isNearby(remote) ? header('X-Forwarded-Prefix') : undefined;
  const paths = { request: url.pathname, page: page?.pathname, forwarded, browser };
  const prefix = prefixOf(paths, isOurs);
  if (prefix !== undefined) faults.push({ fault: 'prefix', example: prefix });
  const addressShared = ofProxy.some((fault) => fault === 'for-missing' || fault === 'not-trusted');
  return { https, httpsLost: cameByHttps && !https, addressShared, ...(page && { page }), faults };
}
