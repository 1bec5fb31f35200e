/** Where to go after sign-in, and where a request came from. */
import type { Context } from 'hono';
import type { Env } from './env.ts';

const ORIGIN = 'http://this.site';

/**
 * A path of this site, or the fallback. It refuses `//host`, `/\host`, schemes, credentials and control characters: a
 * browser would resolve them to another origin.
 */
export function safeNext(text: string | undefined, fallback = '/account'): string {
  if (!text || text.length > 1000 || !/^\/(?![/\\])/.test(text) || hasControls(text)) return fallback;
  if (!URL.canParse(text, ORIGIN)) return fallback;
  const url = new URL(text, ORIGIN);
  // `/.//host` resolves to `//host`, which would leave the site in the next redirect.
  if (url.origin !== ORIGIN || url.pathname.startsWith('//')) return fallback;
  return url.pathname + url.search + url.hash;
}

function hasControls(text: string): boolean {
  return [...text].some((char) => char.charCodeAt(0) < 0x20 || char.charCodeAt(0) === 0x7f);
}

/** The page to sign in, on the way to `next`, a path of this site. */
export function signInHref(next: string): string {
  return `/login?${new URLSearchParams({ next })}`;
}

/** The page that asks for the password again, on the way to `next`, a path of this site. */
export function confirmHref(next: string): string {
  return `/account/confirm?${new URLSearchParams({ next })}`;
}

/** The page to set up a passkey, on the way to `next`, a path of this site. */
export function setUpHref(next: string): string {
  return `/account/passkeys?${new URLSearchParams({ next })}`;
}

/** The page of this site that sent the form or htmx's request; the fallback where the browser does not name it. */
export function cameFrom(c: Context<Env>, fallback?: string): string {
  const page = c.req.header('HX-Current-URL') ?? c.req.header('Referer') ?? '';
  if (!URL.canParse(page)) return safeNext(undefined, fallback);
  const { pathname, search } = new URL(page);
  return safeNext(pathname + search, fallback);
}

/** The page to come back to after a request that failed. */
export function wayBack(c: Context<Env>): string {
  // htmx asks for a whole page and takes a part of it: that page has what the person chose last.
  const wholePage = c.req.method === 'GET' && c.req.header('HX-Request-Type') === 'full';
  const { pathname, search } = new URL(c.req.url);
  return wholePage ? safeNext(pathname + search) : cameFrom(c);
}
