/** Keeps other sites and other networks out: headers, origin check, insecure addresses, body limits. */
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { every } from 'hono/combine';
import { secureHeaders } from 'hono/secure-headers';
import { type Config, isHttps } from '../../config.ts';
import { AppError } from '../../errors.ts';
import { isTrusted } from '../address.ts';
import type { Env } from '../env.ts';
import { needsOf } from '../needs.ts';

const CSP = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'blob:', 'data:'],
  mediaSrc: ["'self'", 'blob:'],
  connectSrc: ["'self'"],
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

/** Names under which a browser treats plain http as a secure context (W3C Secure Contexts 3.1). */
function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * Marks requests by plain http from another machine and takes no change from them: the browser opens no camera there,
 * and cookies travel in the clear. The cookies' flags follow the configured address, never a header.
 */
export function insecureAddress(config: Config): MiddlewareHandler<Env> {
  return async (c, next) => {
    const url = new URL(c.req.url);
    const forwarded = isTrusted(config, c.env?.remoteAddress) ? c.req.header('X-Forwarded-Proto') : undefined;
    const https = (forwarded ?? url.protocol.slice(0, -1)) === 'https';
    c.set('insecure', !https && !isLoopbackName(url.hostname));
    const unsafe = c.req.method !== 'GET' && c.req.method !== 'HEAD';
    if (c.var.insecure && unsafe && !needsOf(c).plainHttp) throw new AppError('insecure');
    await next();
  };
}

function ourOrigin(config: Config, origin: string): boolean {
  if (origin === config.publicUrl) return true;
  if (isHttps(config) || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  return isLoopbackName(url.hostname) && url.protocol === 'http:' && url.port === new URL(config.publicUrl).port;
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
      const ours = site ? site === 'same-origin' : origin !== undefined && ourOrigin(config, origin);
      if (!ours) throw new AppError('forbidden-origin');
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
