/** The gateway as proxies ask it, with two applications and somebody who is signed in at the first one. */
import { beforeAll, beforeEach } from 'bun:test';
import type { Deps } from '../../../src/deps.ts';
import type { Fields } from '../../../src/log.ts';
import { truncateAll } from '../data/db.ts';
import { type TestClock, testConfig, testDeps } from './deps.ts';
import { addApp, FACE, type GatewayBrowser, OPENS, openGateway, PHOTOS } from './gateway.ts';

async function openApps(warnings: Fields[]) {
  await truncateAll();
  const keep = (_: string, fields?: Fields) => void warnings.push(fields ?? {});
  const log = { info: () => {}, warn: keep, error: keep };
  const deps: Deps & { clock: TestClock } = await testDeps({ config: testConfig({ FACELOGIN_PUBLIC_URL: FACE }), log });
  const site = openGateway(deps);
  await addApp(deps.db, {
    rules: [
      { match: 'prefix', path: '/public', open: true },
      { match: 'prefix', path: '/admin', open: false, policy: { ways: ['passkey'] } },
    ],
  });
  await addApp(deps.db, { slug: 'wiki', name: 'Wiki', origins: ['https://wiki.example.net'] });
  return { deps, site, ana: await site.visitor('ana') };
}

/** Call it once in a file of tests: all of them share the site. The log of each test begins empty. */
export function askedGateway() {
  const warnings: Fields[] = [];
  let opened: Awaited<ReturnType<typeof openApps>>;
  beforeAll(async () => {
    opened = await openApps(warnings);
  });
  beforeEach(() => {
    warnings.length = 0;
    // The log has each reason once a minute.
    opened.deps.clock.forward(61_000);
  });
  const cookies = () => ({ Cookie: opened.ana.cookiesAt(PHOTOS), ...OPENS });
  return {
    warnings,
    deps: () => opened.deps,
    site: () => opened.site,
    ana: (): GatewayBrowser => opened.ana,
    /** Asks as Caddy does, with these headers in place of its own. An empty one is left out. */
    ask(headers: Record<string, string>, from?: string) {
      const asked = {
        ...{ 'X-Forwarded-Method': 'GET', 'X-Forwarded-Uri': '/' },
        ...{ 'X-Forwarded-Host': 'photos.example.com', 'X-Forwarded-Proto': 'https' },
      };
      const sent = Object.entries({ ...cookies(), ...asked, ...headers }).filter(([, value]) => value !== '');
      return opened.site.request('/gateway/forward-auth', { headers: Object.fromEntries(sent) }, from);
    },
    /** Asks as nginx does. */
    askNginx: (url: string, more: Record<string, string> = {}) =>
      opened.site.request('/gateway/auth-request', {
        headers: { ...cookies(), 'X-Original-Method': 'GET', 'X-Original-URL': url, ...more },
      }),
  };
}
