/**
 * Where the site leads to: never out of itself, whatever a link to it says.
 * On PGlite alone: where an answer leads to is no matter of the database.
 */
import { beforeAll, expect, test } from 'bun:test';
import { type HostileSite, hostileSite } from '../helpers/site/hostile.ts';
import { PASSWORD } from '../helpers/site/site.ts';

let site: HostileSite;
beforeAll(async () => {
  site = await hostileSite();
});

/** Ways out that browsers have taken for real, from the lists that testers use. */
const OUT = [
  ...['https://evil.example', '//evil.example', '///evil.example', '////evil.example', '/\\evil.example'],
  ...['\\\\evil.example', '/\\/evil.example', '\\/evil.example', '/%09/evil.example', '/\t/evil.example'],
  ...['/\n/evil.example', '/\r\n//evil.example', 'https:evil.example', 'https:/evil.example', 'http:\\\\evil.example'],
  ...['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x', 'vbscript:x'],
  ...['/.//evil.example', '/..//evil.example', '/./\\evil.example', '/%2e%2e//evil.example', '//%5cevil.example'],
  ...[
    '//evil.example/%2f..',
    '//evil%00.example',
    '@evil.example',
    'evil.example',
    '.evil.example',
    '／／evil.example',
  ],
  ...[
    '/\u2028/evil.example',
    '//user:pass@evil.example',
    'http://localhost:3000@evil.example',
    '//[::1]',
    '/\u0000//evil.example',
  ],
  ...[
    'http://localhost:3000.evil.example',
    'mailto:a@evil.example',
    'file:///etc/passwd',
    ' //evil.example',
    '\u00a0//evil.example',
  ],
];

/** Where a browser on this site would go. */
function leadsOut(location: string): boolean {
  return new URL(location, `${site.origin}/login`).origin !== site.origin;
}

/** Addresses in a page: links, where its forms go, what it hands on. */
function addressesIn(html: string): string[] {
  const decoded = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
  const links = [...html.matchAll(/(?:href|action|data-next|hx-(?:get|post))="([^"]*)"/g)].map(([, text]) =>
    decoded(text!),
  );
  const fields = [...html.matchAll(/name="next"[^>]*value="([^"]*)"/g)].map(([, text]) => decoded(text!));
  const queries = links.flatMap((link) => new URL(link, site.origin).searchParams.get('next') ?? []);
  return [...links, ...fields, ...queries];
}

test('every entry that says where to go on stays here, for each way out', async () => {
  const out: string[] = [];
  for (const next of OUT) {
    const query = new URLSearchParams({ next });
    const guest = site.visitor();
    const answers = {
      'GET /login': await guest.get(`/login?${query}`),
      'GET /login?with=password': await guest.get(`/login?with=password&${query}`),
      'POST /lang': await guest.post('/lang', { locale: 'en', next }),
      'POST /login, wrong': await guest.post(
        '/login',
        { username: 'nobody', password: 'x', next },
        { 'X-Forwarded-For': `198.51.100.${OUT.indexOf(next)}` },
      ),
      'GET /account/confirm': await site.admin.get(`/account/confirm?${query}`),
      'POST /account/confirm': await site.admin.post('/account/confirm', { password: PASSWORD, next }),
    };
    for (const [entry, response] of Object.entries(answers)) {
      const location = response.headers.get('Location');
      const found = location ? [location] : addressesIn(await response.text());
      out.push(...found.filter(leadsOut).map((address) => `${entry} ${JSON.stringify(next)}: ${address}`));
    }
  }
  expect(out).toEqual([]);
});

test('a sign-in with each of them ends on this site', async () => {
  const out: string[] = [];
  for (const next of OUT.slice(0, 12)) {
    const response = await site.visitor().post('/login', { username: 'root', password: PASSWORD, next });
    expect(response.status).toBe(303);
    if (leadsOut(response.headers.get('Location')!)) out.push(next);
  }
  expect(out).toEqual([]);
});

test('a path of this site is kept, so that the list above proves something', async () => {
  const response = await site
    .visitor()
    .post('/login', { username: 'root', password: PASSWORD, next: '/account/edit?x=1#y' });
  expect(response.headers.get('Location')).toBe('/account/edit?x=1#y');
});

test('no host of a request gets into an answer', async () => {
  const lies = {
    Host: 'evil.example',
    'X-Forwarded-Host': 'evil.example',
    'X-Original-URL': '/admin',
    'X-Rewrite-URL': '/admin',
  };
  for (const { path } of site.routes.filter(({ method }) => method === 'GET')) {
    for (const visitor of [site.visitor(), site.admin]) {
      const response = await visitor.get(path, lies);
      expect(response.headers.get('Location') ?? '').not.toContain('evil.example');
      expect(await response.text()).not.toContain('evil.example');
    }
  }
});
