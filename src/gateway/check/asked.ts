/** What a proxy asks: it reads the headers with which a proxy tells of a request to an application. */
import { originOf } from '../../applications/origin.ts';
import { cookieValue } from '../cookie-names.ts';

/** A request to an application. */
export type Asked = {
  origin: string;
  method: string;
  /** Path and query as the client sent them. */
  uri: string;
  /** A browser opens a page. Anything else cannot follow a redirect to the sign-in. */
  navigation: boolean;
  /** A browser asks whether a script of another site may send a request. It never has a cookie. */
  preflight: boolean;
  /** Value of the application's cookie. */
  token: string | undefined;
  /** The bearer key. */
  key: string | undefined;
  /** Path and query to which the browser returns after the sign-in. */
  back: string;
};

/** Why a question cannot be read. `header` is the one to blame. */
export type Unreadable = { problem: 'header-missing' | 'header-unreadable'; header: string; origin?: string };

/** The value of a header of the question; undefined where it is missing. */
export type HeaderOf = (name: string) => string | undefined;
/** Where the request went. */
type Target = { origin: string; method: string; uri: string };

/** Path and query of the page that sent the request, if it lies at the same origin. */
function pageOf(header: HeaderOf, origin: string): string {
  const referer = header('Referer') ?? '';
  if (!URL.canParse(referer)) return '/';
  const url = new URL(referer);
  return originOf(url.origin) === origin ? url.pathname + url.search : '/';
}

/** Whether a browser opens a page. */
export function isNavigation(header: HeaderOf): boolean {
  const mode = header('Sec-Fetch-Mode');
  if (mode !== undefined) return mode === 'navigate';
  return /\btext\/html\b/.test(header('Accept') ?? '') && header('X-Requested-With') !== 'XMLHttpRequest';
}

function complete(header: HeaderOf, target: Target): Asked {
  const navigation = isNavigation(header);
  const crossOrigin = header('Origin') !== undefined && header('Access-Control-Request-Method') !== undefined;
  return {
    ...target,
    navigation,
    preflight: target.method === 'OPTIONS' && crossOrigin,
    token: cookieValue(header('Cookie') ?? '', 'visit', target.origin),
    key: /^Bearer ([\w.~+/=-]{16,200})$/i.exec(header('Authorization') ?? '')?.[1],
    back: navigation ? target.uri : pageOf(header, target.origin),
  };
}

/** Host and port as a browser writes them. The parser of addresses mends far more. */
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

function originFrom(scheme: string, host: string): string | undefined {
  return HOST.test(host) ? originOf(`${scheme}://${host}`) : undefined;
}

/** The origin that a proxy names in `X-Forwarded-Proto` and `X-Forwarded-Host`. */
export function forwardedOrigin(header: HeaderOf): string | Unreadable {
  for (const name of ['X-Forwarded-Proto', 'X-Forwarded-Host']) {
    if (!header(name)) return { problem: 'header-missing', header: name };
  }
  const origin = originFrom(header('X-Forwarded-Proto')!, header('X-Forwarded-Host')!);
  return origin ?? { problem: 'header-unreadable', header: 'X-Forwarded-Host' };
}

/** The question of Caddy's `forward_auth`, Traefik's `forwardAuth` and our script for HAProxy. */
export function readForwardAuth(header: HeaderOf): Asked | Unreadable {
  const origin = forwardedOrigin(header);
  if (typeof origin !== 'string') return origin;
  const [method, uri] = [header('X-Forwarded-Method'), header('X-Forwarded-Uri')];
  if (!method) return { problem: 'header-missing', header: 'X-Forwarded-Method', origin };
  if (!uri) return { problem: 'header-missing', header: 'X-Forwarded-Uri', origin };
  return complete(header, { origin, method, uri });
}

/** The question of nginx's `auth_request`: two headers alone count. */
export function readAuthRequest(header: HeaderOf): Asked | Unreadable {
  const [url, method] = [header('X-Original-URL'), header('X-Original-Method')];
  if (!url) return { problem: 'header-missing', header: 'X-Original-URL' };
  const [, scheme = '', host = '', uri = ''] = /^(https?):\/\/([^/?#]*)(.*)$/s.exec(url) ?? [];
  const origin = originFrom(scheme, host);
  if (!origin) return { problem: 'header-unreadable', header: 'X-Original-URL' };
  if (!method) return { problem: 'header-missing', header: 'X-Original-Method', origin };
  return complete(header, { origin, method, uri });
}
