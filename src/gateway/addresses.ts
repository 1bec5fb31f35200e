/** The addresses of a sign-in for an application, from the application's host to FaceLogin's and back. */
import { safeNext } from '../http/next.ts';

/** The only paths of an application that FaceLogin answers. */
export const OURS = '/.facelogin/';

/** The page at the application's host that begins a sign-in. @param back path and query to return to. */
export function startHref(origin: string, back: string): string {
  return `${origin}${OURS}start?${new URLSearchParams({ to: back })}`;
}

/**
 * A path of the application to return to, without its query where that is very long. The front page where the text
 * leads elsewhere, or to the sign-in again.
 */
export function backTo(text = '/'): string {
  const next = safeNext(text.length > 1000 ? text.split(/[?#]/, 1)[0] : text, '/');
  return next.startsWith(OURS) ? '/' : next;
}

export type Opening = { app: string; origin: string; path: string; browser: string };

/**
 * Path and query of FaceLogin's page that leads a signed-in person to an application. The sign-in page takes no longer
 * way on than a thousand characters: a longer query is left out, then the path.
 */
export function openHref({ path, ...opening }: Opening): string {
  const href = (to: string) => `/gateway/open?${new URLSearchParams({ ...opening, path: to })}`;
  const found = [path, path.split(/[?#]/, 1)[0]!].map(href).find((address) => address.length <= 1000);
  return found ?? href('/');
}

export function callbackHref(origin: string, ticket: string): string {
  return `${origin}${OURS}callback?${new URLSearchParams({ ticket })}`;
}
