/** A browser that is signed in from the start, for tests of what comes behind the forms. */
import type { BrowserContext } from 'playwright-core';
import type { Listening } from '../site/listening.ts';
import { PASSWORD, registerAt } from '../site/site.ts';

export type Arrival = {
  /** Whether the person gives the password again at once. */
  confirmed?: boolean;
};

/** Makes an account and signs its browser in, without a form and without the work of a real hash. */
export async function arrive(
  context: Pick<BrowserContext, 'addCookies'>,
  { url, deps }: Pick<Listening, 'url' | 'deps'>,
  username: string,
  { confirmed = false }: Arrival = {},
): Promise<void> {
  const cookies = new Map<string, string>();
  await registerAt({ deps, cookies, address: '127.0.0.1', userAgent: 'Browser' }, username);
  if (confirmed) {
    const headers = { Origin: url, Cookie: [...cookies].map((pair) => pair.join('=')).join('; ') };
    const body = new URLSearchParams({ password: PASSWORD, next: '/account' });
    const answer = await fetch(`${url}/account/confirm`, { method: 'POST', body, headers, redirect: 'manual' });
    if (answer.status !== 303) throw new Error(`the password was answered ${answer.status}`);
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]!.split('=');
      cookies.set(name, value);
    }
  }
  await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url })));
}
