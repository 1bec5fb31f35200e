/** The cookies of this site, in one place: names, prefix, flags. */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type Config, isHttps } from '../config.ts';
import type { Env } from './env.ts';

/**
 * `device` marks a browser in which a password sign-in succeeded, `attempt` is one face sign-in, `way` the side of the
 * sign-in page that was used last. `reset` is a link to a new password that was opened. `pending` is a sign-in whose second factor is awaited, `ceremony` a passkey's challenge.
 */
export const COOKIES = ['session', 'device', 'attempt', 'pending', 'ceremony', 'reset', 'locale', 'way'] as const;
export type CookieName = (typeof COOKIES)[number];
type Site = Pick<Config, 'publicUrl'>;

/** `__Host-` binds a cookie to this host and to https (RFC 6265bis 4.1.3.2); over plain http on localhost there is none. */
function fullName(site: Site, name: CookieName): string {
  return isHttps(site) ? `__Host-${name}` : name;
}

export function readCookie(c: Context<Env>, site: Site, name: CookieName): string | undefined {
  return getCookie(c, fullName(site, name));
}

/** @param options.maxAge seconds; absent: until the browser closes. */
export function writeCookie(
  c: Context<Env>,
  site: Site,
  name: CookieName,
  value: string,
  options: { maxAge?: number } = {},
): void {
  setCookie(c, fullName(site, name), value, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isHttps(site),
    ...(options.maxAge !== undefined && { maxAge: options.maxAge }),
  });
}

export function clearCookie(c: Context<Env>, site: Site, name: CookieName): void {
  deleteCookie(c, fullName(site, name), { path: '/', secure: isHttps(site) });
}
