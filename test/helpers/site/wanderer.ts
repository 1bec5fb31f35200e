/** A browser for tests over real ports. */

/**
 * A browser without a window: cookies of each site apart, redirects, and pages that go on by themselves.
 * @param where.stopAt an origin that nobody answers at: there the way ends.
 */
export function wanderer({ stopAt }: { stopAt?: string } = {}) {
  const jars = new Map<string, Map<string, string>>();
  const ask = async (url: URL, init: RequestInit = {}) => {
    const jar = jars.get(url.origin) ?? new Map<string, string>();
    jars.set(url.origin, jar);
    const headers = new Headers({ Accept: 'text/html', ...(init.headers as Record<string, string>) });
    headers.set('Cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  const open = async (address: string | URL, init?: RequestInit): Promise<{ url: URL; response: Response }> => {
    let url = new URL(address);
    let response = await ask(url, init);
    for (let steps = 0; steps < 15; steps++) {
      const onward = response.headers.get('Location') ?? response.headers.get('Refresh')?.split('url=')[1];
      if (!onward) return { url, response };
      url = new URL(onward, url);
      if (url.origin === stopAt) return { url, response };
      response = await ask(url);
    }
    throw new Error(`no end at ${url}`);
  };
  const send = (address: string | URL, form: Record<string, string>) =>
    open(address, { method: 'POST', body: new URLSearchParams(form), headers: { Origin: new URL(address).origin } });
  return { open, send };
}
