/** The cookies at an application's own host: their names, and how a request's are read. */

/**
 * `visit`: the browser's session at this application. `start`: a browser on its way to the sign-in; the ticket with
 * which it comes back is good for it alone.
 */
export type ApplicationCookie = 'visit' | 'start';
const NAMES: Record<ApplicationCookie, string> = { visit: 'facelogin', start: 'facelogin-start' };

/** `__Host-` binds a cookie to one host and to https. Over plain http on localhost the browser would refuse it. */
export function cookieName(cookie: ApplicationCookie, origin: string): string {
  return `${origin.startsWith('https:') ? '__Host-' : ''}${NAMES[cookie]}`;
}

/** The value of a cookie in a Cookie header. What no token of ours looks like is left out. */
export function cookieValue(header: string, cookie: ApplicationCookie, origin: string): string | undefined {
  const name = cookieName(cookie, origin);
  for (const pair of header.split(';')) {
    const [key, value = ''] = pair.trim().split('=', 2) as [string, string?];
    if (key === name) return /^[A-Za-z0-9_-]{43}$/.test(value) ? value : undefined;
  }
  return undefined;
}
