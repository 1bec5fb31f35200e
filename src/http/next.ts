/** Where to go after sign-in, and where a request came from. */
import type { Context } from 'hono';
import type { Env } from './env.ts';

const ORIGIN = 'http://this.site';

/**
 * A path of this site, or the fallback. `//host`, `/\host`, schemes, credentials and control characters are refused:
 * what a browser would resolve to another origin must not come back from here.
 */
export function safeNext(text: string | undefined, fallback = '/account'): string {
  if (!text || text.length > 1000 || !/^\/(?![/\\])/.test(text) || hasControls(text)) return fallback;
  if (!URL.canParse(text, ORIGIN)) return fallback;
  const url = new URL(text, ORIGIN);
  // A path such as `/.//host` becomes `//host` once resolved, and would leave the site in the next redirect.
  if (url.origin !== ORIGIN || url.pathname.startsWith('//')) return fallback;
  return url.pathname + url.search + url.hash;
}

function hasControls(text: string): boolean {
  return [...text].some((char) => char.charCodeAt(0) < 0x20 || char.charCodeAt(0) === 0x7f);
}

/** Where the password is given again, on the way to `next`, a path of this site. */
export function confirmHref(next: string): string {
  return `/account/confirm?${new URLSearchParams({ next })}`;
}

/** The page of this site on which a form was sent or htmx asked; the fallback where the browser does not say. */
export function cameFrom(c: Context<Env>, fallback?: string): string {
  const page = c.req.header('HX-Current-URL') ?? c.req.header('Referer') ?? '';
  if (!URL.canParse(page)) return safeNext(undefined, fallback);
  const { pathname, search } = new URL(page);
  return safeNext(pathname + search, fallback);
}
