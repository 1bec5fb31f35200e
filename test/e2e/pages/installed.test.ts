/** The site as an app that Chromium installs: it opens the camera, keeps nothing of an account, and waits for its server. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';
import { accessibility, cameraIsOpen, openCamera, overflows, picture, watch } from '../../helpers/browser/browse.ts';
import { findWholeChromium, LESS_WORK } from '../../helpers/browser/chromium.ts';
import { COLOUR, colours } from '../../helpers/browser/colours.ts';
import { LAYOUT } from '../../helpers/browser/looks.ts';
import { wrongTexts } from '../../helpers/browser/texts.ts';
import { describeIf } from '../../helpers/need.ts';
import { serveSite } from '../../helpers/site/served.ts';
import { until } from '../../helpers/until.ts';

setDefaultTimeout(120_000);
const found = findWholeChromium();

/** Of the developer tools' protocol; Playwright's types do not know these. */
const protocol =
  (session: CDPSession) =>
  (method: string, values: object = {}) =>
    session.send(method as 'Page.enable', values as never) as Promise<unknown>;

describeIf(found, 'the installed app', 'chromium is not installed (Debian: apt-get install chromium)', () => {
  let site: Awaited<ReturnType<typeof serveSite>>;
  let context: BrowserContext;
  let page: Page;
  let reported: string[];
  const profile = mkdtempSync(join(tmpdir(), 'facelogin-app-'));

  beforeAll(async () => {
    site = await serveSite();
    // Chromium installs apps into a profile alone, never into a context of its own.
    context = await chromium.launchPersistentContext(profile, {
      ...{ executablePath: found!, chromiumSandbox: process.getuid?.() !== 0, locale: 'en-US' },
      args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', ...LESS_WORK],
    });
    reported = watch(context);
    page = await context.newPage();
  });
  afterAll(async () => {
    await context?.close();
    site?.stop();
    rmSync(profile, { recursive: true, force: true });
  });

  test('can be installed, opens at the camera in a window of its own, and opens the camera there', async () => {
    await page.goto(`${site.url}/login`);
    await page.evaluate('navigator.serviceWorker.ready.then(() => 1)');
    const send = protocol(await context.newCDPSession(page));
    expect(await send('Page.getInstallabilityErrors')).toEqual({ installabilityErrors: [] });
    const manifestId = `${site.url}/`;
    await send('PWA.install', { manifestId, installUrlOrBundleUrl: `${site.url}/login` });
    await send('PWA.changeAppUserSettings', { manifestId, displayMode: 'standalone' });
    const opened = context.waitForEvent('page');
    await send('PWA.launch', { manifestId });
    const app = await opened;
    await app.waitForURL('**/login');
    expect(await app.evaluate<boolean>(`matchMedia('(display-mode: standalone)').matches`)).toBe(true);
    await openCamera(app);
    await until(() => cameraIsOpen(app), 100);
    await app.close();
  });

  test('keeps nothing of an account', async () => {
    await page.goto(`${site.url}/register`);
    await page.locator('[name=username]').fill('ada');
    await page.locator('[name=display_name]').fill('Ada Lovelace');
    await page.locator('[name=password]').fill('seven small stones');
    await page.locator('form[action="/register"] button[type=submit]').click();
    await page.waitForURL(/\/account(\?|$)/);
    const kept = await page.evaluate<string[]>(`(async () => {
      const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
      const requests = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
      return Promise.all(requests.map(async ({ url }) => url + ' ' + (await (await caches.match(url)).text())));
    })()`);
    const paths = kept.map((one) => new URL(one.split(' ')[0]!).pathname).sort();
    expect(paths).toEqual(['/offline', '/static/app.css', '/static/icon.svg', '/static/js/offline.js']);
    expect(kept.filter((one) => /ada/i.test(one))).toEqual([]);
  });

  test('says in the language of the person what is missing without the server, and goes on by itself', async () => {
    for (const [lang, title] of [
      ['en', 'No connection to the server'],
      ['zh', '无法连接服务器'],
    ] as const) {
      await page.goto(`${site.url}/account`);
      await page.evaluate(`navigator.serviceWorker.register('/service-worker.js?lang=${lang}').then((one) => new Promise((done) => {
        const look = () => (one.active?.scriptURL.endsWith('${lang}') ? done(1) : setTimeout(look, 50));
        look();
      }))`);
      await site.hangUp();
      await page.goto(`${site.url}/account`);
      expect(await page.locator('h1').textContent()).toBe(title);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await colours(page)).toEqual([]);
        for (const width of [1280, 390]) {
          await page.setViewportSize({ width, height: 800 });
          expect(await overflows(page)).toBe(false);
          await picture(page, `offline-${lang}-${colorScheme}-${width}`);
        }
      }
      expect(await (lang === 'en' ? accessibility(page, { without: COLOUR, also: LAYOUT }) : wrongTexts(page))).toEqual(
        [],
      );
      site.listenAgain();
      await page.locator('h1', { hasText: /ada/i }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/account');
    }
    expect(reported).toEqual([]);
  });
});
