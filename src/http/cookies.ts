/** The cookies of this site, in one place: names, prefix, flags. */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type Config, isHttps } from '../config.ts';
import type { Env } from './env.ts';

/**
 * `session`: who is signed in. `device`: a browser in which a password sign-in succeeded. `attempt`: one face sign-in.
 * `pending`: a sign-in that awaits its second factor. `ceremony`: a passkey's ceremony. `reset`: an opened link to a
 * new password. `handoff`: the desktop of a hand-off. `phone`: its phone. `locale`: the chosen language. `way`: the side
 * of the sign-in page that was used last. `kiosk`: the key of a tablet that is registered as a kiosk.
 */
export const COOKIES = [
  'session',
  'device',
  'attempt',
  'pending',
  'ceremony',
  'reset',
  'handoff',
  'phone',
  'locale',
  'way',
  'kiosk',
] as const;
export type CookieName = (typeof COOKIES)[number];
type Site = Pick<Config, 'publicUrl'>;

/**
 * `__Host-` binds a cookie to this host and to https (RFC 6265bis 4.1.3.2). Over plain http on localhost the browser
 * would refuse it.
 */
function prefixOf(site: Site): 'host' | undefined {
  return isHttps(site) ? 'host' : undefined;
}

export function readCookie(c: Context<Env>, site: Site, name: CookieName): string | undefined {
  return getCookie(c, name, prefixOf(site));
}

/** @param options.maxAge seconds; absent: until the browser closes. */
export function writeCookie(
  c: Context<Env>,
  site: Site,
  name: CookieName,
  value: string,
  options: { maxAge?: number } = {},
): void {
  setCookie(c, name, value, { prefix: prefixOf(site), httpOnly: true, sameSite: 'Lax', ...options });
}

export function clearCookie(c: Context<Env>, site: Site, name: CookieName): void {
  deleteCookie(c, name, { prefix: prefixOf(site) });
}
