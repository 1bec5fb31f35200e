/**
 * Every page in a real browser, light and dark, in both languages, wide and on a phone: no violation of axe-core's
 * rules or of the content security policy, nothing wider than the screen. Pictures are left in test-results/screens.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { BrowserContext, Page } from 'playwright-core';
import { accessibility, openCamera, overflows, picture, watch } from '../helpers/browser/browse.ts';
import { type Camera, ELSEWHERE, findChromium, openBrowser } from '../helpers/browser/chromium.ts';
import { virtualAuthenticator } from '../helpers/browser/virtual-authenticator.ts';
import { type Clips, findClips } from '../helpers/camera/clips.ts';
import { describeIf } from '../helpers/need.ts';
import { type Server, startServer } from '../helpers/server/server.ts';

/** A browser, a server and a refusal that lasts 30 seconds take their time on a busy machine. */
setDefaultTimeout(180_000);

const chromium = findChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const missing = 'missing' in found ? found.missing : '';
const clips = 'clips' in found ? found.clips : ({} as Clips);

const LOOKS = [
  { locale: 'en-US', scheme: 'light' },
  { locale: 'en-US', scheme: 'dark' },
  { locale: 'zh-CN', scheme: 'light' },
  { locale: 'zh-CN', scheme: 'dark' },
] as const;

/** A window of a laptop and one of a phone, CSS pixels. */
const WINDOWS = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

const PASSWORD = 'seven small stones';

describeIf(!missing, 'every page', missing, () => {
  let server: Server;
  let camera: Camera;
  const url = (path: string, host = 'localhost') => `http://${host}:${server.port}${path}`;

  beforeAll(async () => {
    // The camera plays a clip: what a challenge looks like is in challenge.test.ts.
    server = await startServer({ env: { FACELOGIN_LIVENESS: 'off', FACELOGIN_SECOND_FACTOR: 'face' } });
    camera = await openBrowser(chromium!, clips.cap12_edit);
  });
  afterAll(async () => {
    await camera?.close();
    await server?.stop();
  });

  for (const { locale, scheme } of LOOKS) {
    const language = locale.slice(0, 2);
    const username = `${language}.${scheme}`;

    /** A browser of this look; `body` does its part, and nothing that was reported meanwhile may be left. */
    async function browse(
      body: (page: Page, look: (name: string) => Promise<void>, context: BrowserContext) => Promise<void>,
    ) {
      const context = await camera.browser.newContext({ locale, colorScheme: scheme, reducedMotion: 'reduce' });
      const problems = watch(context);
      const page = await context.newPage();
      const look = async (name: string) => {
        for (const size of WINDOWS) {
          await page.setViewportSize(size);
          const where = `${name} at ${size.width}`;
          problems.push(...(await accessibility(page)).map((line) => `${where}: ${line}`));
          if (await overflows(page)) problems.push(`${where}: wider than the window`);
          await picture(page, `${name}-${language}-${scheme}-${size.width}`);
        }
      };
      await body(page, look, context).finally(() => context.close());
      expect(problems).toEqual([]);
    }

    const signIn = async (page: Page) => {
      await page.goto(url('/login?with=password'));
      await page.locator('[name=username]').fill(username);
      await page.locator('[name=password]').fill(PASSWORD);
      await page.locator('[name=password]').press('Enter');
      await page.waitForURL(/\/account(\?|$)/);
    };

    test(`what anybody sees (${language}, ${scheme})`, async () => {
      await browse(async (page, look) => {
        for (const [name, path] of [
          ['home', '/'],
          ['register', '/register'],
          ['login-password', '/login?with=password'],
          ['login-face', '/login?with=face'],
          ['privacy', '/privacy'],
          ['not-found', '/no/such/page'],
        ] as const) {
          await page.goto(url(path));
          expect(await page.locator('html').getAttribute('lang')).toStartWith(language);
          await look(name);
        }
      });
    });

    test(`mistakes in forms (${language}, ${scheme})`, async () => {
      await browse(async (page, look) => {
        await page.goto(url('/register'));
        await page.locator('[name=username]').fill('a?');
        await page.locator('[name=display_name]').fill('A');
        await page.locator('[name=password]').fill('password');
        await page.locator('[name=password]').press('Enter');
        await page.locator('[aria-invalid=true]').first().waitFor();
        await look('register-mistakes');
        await page.goto(url('/login?with=password'));
        await page.locator('[name=username]').fill('nobody.at.all');
        await page.locator('[name=password]').fill('not the password');
        await page.locator('[name=password]').press('Enter');
        await page.locator('[role=alert]').first().waitFor();
        await look('login-mistake');
      });
    });

    test(`an account and the enrollment of a face (${language}, ${scheme})`, async () => {
      await browse(async (page, look) => {
        camera.show(clips.cap12_edit);
        await page.goto(url('/register'));
        await page.locator('[name=username]').fill(username);
        await page.locator('[name=display_name]').fill('Audun Ø.');
        await page.locator('[name=password]').fill(PASSWORD);
        await page.locator('[name=password]').press('Enter');
        await page.waitForURL(/\/account(\?|$)/);
        await look('account-new');
        await page.goto(url('/account/password'));
        await look('account-confirm');
        await page.locator('form [name=password]').fill(PASSWORD);
        await page.locator('form [name=password]').press('Enter');
        await page.waitForURL(/\/account\/password$/);
        for (const name of ['edit', 'sessions', 'password', 'delete', 'data']) {
          await page.goto(url(`/account/${name}`));
          await look(`account-${name}`);
        }
        await page.goto(url('/enroll'));
        await look('enroll-1-password');
        await page.locator('[name=consent]').check();
        await page.locator('form [name=password]').fill(PASSWORD);
        await page.locator('form [name=password]').press('Enter');
        await page.locator('[data-camera-open]').waitFor();
        await look('enroll-2-camera');
        await openCamera(page);
        await page.locator('[data-record]').waitFor();
        await look('enroll-2-open');
        await page.locator('[data-record]').click();
        await page.locator('[data-enrolled]').waitFor();
        await look('enroll-3-done');
        await page.goto(url('/account'));
        await look('account-enrolled');
        await page.goto(url('/enroll/remove'));
        await look('enroll-remove');
        await page.locator('form[action="/enroll/remove"] button').click();
        await page.waitForURL(/\/account\/receipts\//);
        await look('receipt');
      });
    });

    test(`passkeys and recovery codes (${language}, ${scheme})`, async () => {
      await browse(async (page, look) => {
        await page.goto(url('/register'));
        await page.locator('[name=username]').fill(`${username}.key`);
        await page.locator('[name=password]').fill(PASSWORD);
        await page.locator('[name=password]').press('Enter');
        await page.waitForURL(/\/account(\?|$)/);
        await page.goto(url('/account/passkeys'));
        await look('passkeys-none');
        await page.goto(url('/account/passkeys/add'));
        await page.locator('[name=password]').fill(PASSWORD);
        await page.locator('[name=password]').press('Enter');
        await page.locator('[data-passkey]').waitFor();
        await look('passkeys-add');
        // Not before: the tools that look at a page take its authenticator away.
        await virtualAuthenticator(page);
        await page.locator('[data-passkey] button').click();
        await page.waitForURL(/\/account\/passkeys\/codes/);
        await look('codes-make');
        await page.locator('form[action="/account/passkeys/codes"] button').click();
        await page.locator('.codes').waitFor();
        await look('codes');
        await page.goto(url('/account/passkeys?done=added'));
        await look('passkeys');
        await page.locator('.item-link').click();
        await page.locator('form[action="/account/passkeys/remove"]').waitFor();
        await look('passkeys-edit');
      });
    });

    test(`the camera at sign-in (${language}, ${scheme})`, async () => {
      await browse(async (page, look) => {
        camera.show(clips.franck);
        await page.goto(url('/login?with=face'));
        await openCamera(page);
        await page.waitForResponse((response) => response.url().endsWith('/login/face/frame'));
        await look('login-face-open');
        await page.locator('[data-camera-stop]').click();
        await page.locator('[data-retry]').first().waitFor();
        await look('login-face-stopped');
      });
    });

    test(`from another machine over plain http (${language}, ${scheme})`, async () => {
      await browse(async (page, look) => {
        await page.goto(url('/login?with=face', ELSEWHERE));
        await look('insecure');
      });
    });

    test(`signing in again after signing out (${language}, ${scheme})`, async () => {
      await browse(async (page, look) => {
        await signIn(page);
        await page.goto(url('/'));
        await look('home-signed-in');
      });
    });
  }
});
