/** Addresses that several pages link to. */

export type LoginTab = 'face' | 'password';

/** One side of the sign-in page. The account page is the default of `next` and is left out. */
export function loginHref(tab: LoginTab, next = '/account'): string {
  const query = new URLSearchParams({ with: tab });
  if (next !== '/account') query.set('next', next);
  return `/login?${query}`;
}
