/** Signing in to an application in a real browser, and the pages between: their policy, their looks. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { applications } from '../../../src/db/schema.ts';
import { arrive } from '../../helpers/browser/arrive.ts';
import { watch } from '../../helpers/browser/browse.ts';
import { type Camera, findChromium, openBrowser } from '../../helpers/browser/chromium.ts';
import { openLooks } from '../../helpers/browser/looks.ts';
import { describeIf } from '../../helpers/need.ts';
import { type Listening, listen } from '../../helpers/site/listening.ts';
import { addApp } from '../../helpers/site/relying-party.ts';
import { PASSWORD } from '../../helpers/site/site.ts';

setDefaultTimeout(120_000);

const chromium = findChromium();
const missing = 'chromium is not installed (Debian: apt-get install chromium)';
describeIf(chromium, 'an application in a browser', missing, () => {
  let here: Listening;
  let camera: Camera;
  let photos: ReturnType<typeof Bun.serve>;
  let origin = '';

  beforeAll(async () => {
    here = await listen({ keep: true });
    camera = await openBrowser(chromium!);
    photos = Bun.serve({
      ...{ port: 0, hostname: '127.0.0.1' },
      fetch: async (request) => new Response(`photos ${new URL(request.url).search} ${await request.text()}`),
    });
    origin = `http://127.0.0.1:${photos.port}`;
    const oidc = { redirectUris: [`${origin}/cb`], postLogoutRedirectUris: [`${origin}/out`], pkce: false };
    await addApp({ oidc });
    await addApp({ slug: 'asks', name: 'Family calendar and address book', oidc: { ...oidc, consent: true } });
    await addApp({ slug: 'others', name: 'Others', audience: 'chosen', oidc });
  });
  afterAll(async () => {
    await camera?.close();
    await photos?.stop(true);
    await here?.stop();
  });

  const request = (more: Record<string, string> = {}) => {
    const scope = 'openid profile email groups';
    const asked = { client_id: 'photos', redirect_uri: `${origin}/cb`, response_type: 'code', scope, ...more };
    return `${here.url}/oidc/auth?${new URLSearchParams(asked)}`;
  };

  test('the form of the sign-in leads on to the application, and to sign-out and back', async () => {
    const context = await camera.browser.newContext();
    const reported = watch(context);
    const page = await context.newPage();
    await arrive(context, here, 'anna');
    await context.clearCookies();
    await page.goto(request());
    await page.goto(page.url().replace('/login?', '/login?with=password&'));
    await page.fill('[name=username]', 'anna');
    await page.fill('[name=password]', PASSWORD);
    await page.click('form[action="/login"] button[type=submit]');
    await page.waitForURL(`${origin}/cb?code=*`);

    await page.goto(request({ response_mode: 'form_post', state: 'abc' }));
    await page.waitForURL(`${origin}/cb`);
    expect(await page.textContent('body')).toMatch(/^photos {2}code=.*state=abc/);

    const away = new URLSearchParams({ client_id: 'photos', post_logout_redirect_uri: `${origin}/out` });
    await page.goto(`${here.url}/oidc/logout?${away}`);
    await page.click('button[name=logout]');
    await page.waitForURL(`${origin}/out`);
    await page.goto(`${here.url}/account`);
    expect(new URL(page.url()).pathname).toBe('/login');

    // Nobody is signed in any more: the page of the library sends its form by itself.
    await page.goto(`${here.url}/oidc/logout?${away}`);
    await page.waitForURL(`${origin}/out`);
    expect(reported).toEqual([]);
  });

  const PAGES: [name: string, open: (page: Page) => Promise<unknown>][] = [
    [
      'consent',
      (page) =>
        page.goto(
          request({ client_id: 'asks', scope: 'openid profile email groups offline_access', prompt: 'consent' }),
        ),
    ],
    ['refused', (page) => page.goto(request({ client_id: 'others' }))],
    ['logout', (page) => page.goto(`${here.url}/oidc/logout?client_id=photos`)],
    ['logout-alone', (page) => page.goto(`${here.url}/oidc/logout`)],
    ['after-logout', (page) => page.goto(`${here.url}/oidc/logout/success`)],
    ['unknown', (page) => page.goto(request({ client_id: 'nobody' }))],
    ['redirect', (page) => page.goto(request({ redirect_uri: `${origin}/a/long/path/that/is/nowhere/registered/cb` }))],
    ['expired', (page) => page.goto(`${here.url}/oidc/interaction/x`)],
  ];

  test('the pages between are in order in every look', async () => {
    await openLooks(camera)('en-US', async ({ page, context, lookInBoth }) => {
      await arrive(context, here, 'person');
      for (const [name, open] of PAGES) {
        await open(page);
        await lookInBoth(`oidc-${name}`);
      }
    });
  });

  test('an application that was switched off meanwhile says so', async () => {
    const context = await camera.browser.newContext();
    const page = await context.newPage();
    await here.deps.db.update(applications).set({ enabled: false });
    await Bun.sleep(510);
    await page.goto(request());
    expect(await page.textContent('h1')).toBe('Photos is switched off');
  });
});
