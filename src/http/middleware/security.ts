/** Keeps other sites and other networks out: headers, origin check, insecure addresses, body limits. */
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { every } from 'hono/combine';
import { secureHeaders } from 'hono/secure-headers';
import { type Config, isHttps } from '../../config.ts';
import { AppError } from '../../errors.ts';
import { isLoopbackName } from '../arrival/address.ts';
import { isOurAddress } from '../arrival/arrival.ts';
import type { Env } from '../env.ts';
import { needsOf } from '../needs.ts';

const CSP = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'blob:', 'data:'],
  mediaSrc: ["'self'", 'blob:'],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  workerSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};

/** The policy of a page, as its header has it. */
export const SITE_POLICY = Object.entries(CSP)
  .map(([name, sources]) => `${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)} ${sources.join(' ')}`)
  .join('; ');

/** A constant of its own: hono's type does not know `publickey-credentials-create` (WebAuthn Level 3, 5.10). */
const PERMISSIONS = {
  camera: ['self'],
  publickeyCredentialsGet: ['self'],
  publickeyCredentialsCreate: ['self'],
  microphone: [],
  geolocation: [],
};

/** Headers of hono's set that this site does not send. */
const LEFT_OUT = {
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xFrameOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};

/** The policy of every answer. A header that a route sets itself stays. */
export function securityHeaders(config: Config): MiddlewareHandler<Env> {
  const policy = secureHeaders({
    ...LEFT_OUT,
    contentSecurityPolicy: CSP,
    permissionsPolicy: PERMISSIONS,
    referrerPolicy: 'same-origin',
    strictTransportSecurity: isHttps(config) ? 'max-age=31536000; includeSubDomains' : false,
    overwrite: false,
  });
  return every(policy, async (c, next) => {
    await next();
    // No cache stores a signed-in page, and "back" does not show it again after sign-out.
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
  });
}

/**
 * Marks requests by plain http from another machine and takes no change from them: the browser opens no camera there,
 * and cookies travel in the clear. The cookies' flags follow the configured address, never a header.
 */
export function insecureAddress(): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { https, httpsLost } = c.var.arrival;
    c.set('insecure', !https && !isLoopbackName(new URL(c.req.url).hostname));
    const unsafe = c.req.method !== 'GET' && c.req.method !== 'HEAD';
    if (c.var.insecure && unsafe && !needsOf(c).plainHttp) throw new AppError(httpsLost ? 'https-lost' : 'insecure');
    await next();
  };
}

/** A browser writes an origin in one way only: with a user or a path in it, it comes from elsewhere. */
function isOurOrigin(config: Config, origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).origin === origin && isOurAddress(config, new URL(origin));
}

/** @returns the error of a request that no page of ours sent, as far as this server knows its own address. */
function foreign(config: Config, site: string | undefined, page: URL | undefined): AppError {
  if (site !== undefined || !page || isOurAddress(config, page)) return new AppError('forbidden-origin');
  return new AppError('unknown-address', { vars: { opened: page.origin, url: config.publicUrl } });
}

/**
 * Refuses unsafe requests of other sites. `Sec-Fetch-Site` decides where the browser sends it: no script can forge it.
 * Else the `Origin` must be ours. A request with neither is refused: nobody knows who asks.
 */
export function originCheck(config: Config): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      const site = c.req.header('Sec-Fetch-Site');
      const origin = c.req.header('Origin');
      const sent = origin !== undefined && isOurOrigin(config, origin);
      if (!(site ? site === 'same-origin' : sent)) throw foreign(config, site, c.var.arrival.page);
      c.set('ours', true);
    }
    await next();
  };
}

/** Limits every body to what its route declares, also where the route does not read it. */
export function limitBodies(): MiddlewareHandler<Env> {
  return (c, next) => limitBody(needsOf(c).body)(c, next);
}

/** Refuses a body over `bytes`, by its announced length or while it is read. */
export function limitBody(bytes: number): MiddlewareHandler<Env> {
  const limit = Math.max(1, Math.floor(bytes / 1_048_576));
  return bodyLimit({
    maxSize: bytes,
    onError: () => {
      throw new AppError('too-large', { vars: { limit } });
    },
  });
}
