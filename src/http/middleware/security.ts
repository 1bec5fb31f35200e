/** What keeps other sites and other networks out: headers, origin check, insecure addresses, body limits. */
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Config, isHttps } from '../../config.ts';
import { AppError } from '../../errors.ts';
import { isTrusted } from '../address.ts';
import type { Env } from '../env.ts';

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** The policy of every answer. A signed-in page is never stored by a cache or shown again by "back" after sign-out. */
export function securityHeaders(config: Config): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next();
    c.header('Content-Security-Policy', CSP);
    c.header(
      'Permissions-Policy',
      'camera=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), microphone=(), geolocation=()',
    );
    c.header('X-Content-Type-Options', 'nosniff');
    if (!c.res.headers.has('Referrer-Policy')) c.header('Referrer-Policy', 'same-origin');
    c.header('Cross-Origin-Opener-Policy', 'same-origin');
    c.header('Cross-Origin-Resource-Policy', 'same-origin');
    if (isHttps(config)) c.header('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
  };
}

/** Names under which a browser treats plain http as a secure context (W3C Secure Contexts 3.1). */
function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * Marks requests that came by plain http from another machine: there the browser has no camera and cookies would
 * travel in the clear. Only explains; the cookies' flags follow the configured address, never a header.
 */
export function insecureAddress(config: Config): MiddlewareHandler<Env> {
  return async (c, next) => {
    const url = new URL(c.req.url);
    const forwarded = isTrusted(config, c.env?.remoteAddress) ? c.req.header('X-Forwarded-Proto') : undefined;
    const https = (forwarded ?? url.protocol.slice(0, -1)) === 'https';
    c.set('insecure', !https && !isLoopbackName(url.hostname));
    const unsafe = c.req.method !== 'GET' && c.req.method !== 'HEAD' && c.req.path !== '/lang';
    if (c.var.insecure && unsafe) throw new AppError('insecure');
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
 * Refuses unsafe requests of other sites. `Sec-Fetch-Site` decides where a browser sends it (no script can forge it),
 * else the `Origin` must be ours; with neither, nobody knows who asks.
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

/** Bytes of a form of text fields, at most. */
export const FORM_BYTES = 1_048_576;

/**
 * Limits every body to that of a form, also where a route would not read one. Addresses that take more are named here,
 * and their routes limit themselves.
 */
export function limitBodies(larger: readonly string[]): MiddlewareHandler<Env> {
  const limit = limitBody(FORM_BYTES);
  return (c, next) => (larger.includes(c.req.path) ? next() : limit(c, next));
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
