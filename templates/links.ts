/** Addresses that several pages link to. */

export type LoginTab = 'face' | 'password';

/** One side of the sign-in page. `next` is left out where it is the account page anyway. */
export function loginHref(tab: LoginTab, next = '/account'): string {
  const query = new URLSearchParams({ with: tab });
  if (next !== '/account') query.set('next', next);
  return `/login?${query}`;
}
