/**
 * The pages that anybody sees, and those of somebody who has signed in, in a real browser in every look: no violation of axe-core's rules or of the content
 * security policy, nothing wider than the screen. `TEST_SCREENS=1` leaves pictures in test-results/screens.
 */
import { afterAll, beforeAll, setDefaultTimeout, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { arrive } from '../../helpers/browser/arrive.ts';
import { openCamera } from '../../helpers/browser/browse.ts';
import { type Camera, ELSEWHERE, findChromium, openBrowser } from '../../helpers/browser/chromium.ts';
import { type InLanguage, LOCALES, openLooks } from '../../helpers/browser/looks.ts';
import { virtualAuthenticator } from '../../helpers/browser/virtual-authenticator.ts';
import { type Clips, findClips } from '../../helpers/camera/clips.ts';
import { describeIf } from '../../helpers/need.ts';
import { startInside } from '../../helpers/server/inside.ts';
import type { Listening } from '../../helpers/site/listening.ts';
import { PASSWORD } from '../../helpers/site/site.ts';

/** A browser, a server and an enrollment take their time on a busy machine. */
setDefaultTimeout(180_000);

const chromium = findChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const missing = 'missing' in found ? found.missing : '';
const clips = 'clips' in found ? found.clips : ({} as Clips);

describeIf(!missing, 'every page', missing, () => {
  let site: Listening;
  let camera: Camera;
  let inLanguage: InLanguage;
  const url = (path: string, host = 'localhost') => site.url.replace('localhost', host) + path;

  beforeAll(async () => {
    // The camera plays a clip: what a challenge looks like is in challenge.test.ts.
    site = await startInside({ env: { FACELOGIN_LIVENESS: 'off', FACELOGIN_SECOND_FACTOR: 'face' } });
    camera = await openBrowser(chromium!, clips.franck);
    inLanguage = openLooks(camera);
  });
  afterAll(async () => {
    await camera?.close();
    await site?.stop();
  });

  test.each(LOCALES)('before anybody has signed in (%s)', async (locale) => {
    await inLanguage(locale, async ({ page, look }) => {
      for (const [name, path] of [
        ['home', '/'],
        ['register', '/register'],
        ['login-password', '/login?with=password'],
        ['login-face', '/login?with=face'],
        ['privacy', '/privacy'],
        ['not-found', '/no/such/page'],
      ] as const) {
        await page.goto(url(path));
        await look(name);
      }
    });
  });

  test.each(LOCALES)('the reference of the API (%s)', async (locale) => {
    await inLanguage(locale, async ({ page, look }) => {
      await page.goto(url('/api/v1/docs'));
      for (const name of ['changeApplication', 'enrollFaces', 'schema-Identified']) {
        await page.locator(`#${name} > summary`).click();
      }
      await look('reference-open');
    });
  });

  test.each(LOCALES)('mistakes in forms (%s)', async (locale) => {
    await inLanguage(locale, async ({ page, look }) => {
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

  test.each(LOCALES)('the camera at sign-in (%s)', async (locale) => {
    await inLanguage(locale, async ({ page, look }) => {
      await page.goto(url('/login?with=face'));
      await openCamera(page);
      await page.waitForResponse((response) => response.url().endsWith('/login/face/frame'));
      await look('login-face-open');
      await page.locator('[data-camera-stop]').click();
      await page.locator('[data-retry]').first().waitFor();
      await look('login-face-stopped');
    });
  });

  test.each(LOCALES)('a phone, where the address is of this machine alone (%s)', async (locale) => {
    await inLanguage(locale, async ({ page, look }) => {
      await page.goto(url('/login?with=face'));
      await page.waitForLoadState();
      await page.locator('[data-use-phone]').first().click();
      await page.locator('#hand-off-title').waitFor();
      await look('phone-local');
      await page.locator('[data-hand-off-stop]').click();
      await page.locator('[data-camera-open]').waitFor();
    });
  });

  test.each(LOCALES)('from another machine over plain http (%s)', async (locale) => {
    await inLanguage(locale, async ({ page, look }) => {
      await page.goto(url('/login?with=face', ELSEWHERE));
      await look('insecure');
      // The phone that scanned a code of such an address.
      await page.goto(url('/phone#code', ELSEWHERE));
      await look('phone-insecure');
    });
  });

  const givePassword = async (page: Page) => {
    await page.locator('form [name=password]').fill(PASSWORD);
    await page.locator('form [name=password]').press('Enter');
  };

  test.each(LOCALES)('an account (%s)', async (locale) => {
    await inLanguage(locale, async ({ page, context, language, look }) => {
      await arrive(context, site, `${language}.page`);
      await page.goto(url('/account'));
      await look('account-new');
      await page.goto(url('/account/password'));
      await look('account-confirm');
      await givePassword(page);
      await page.waitForURL(/\/account\/password$/);
      for (const name of ['edit', 'sessions', 'password', 'delete', 'data']) {
        await page.goto(url(`/account/${name}`));
        await look(`account-${name}`);
      }
      await page.locator('form[action="/logout"] button').click();
      await page.waitForURL(url('/'));
      await page.goto(url('/login?with=password'));
      await page.locator('[name=username]').fill(`${language}.page`);
      await givePassword(page);
      await page.waitForURL(/\/account(\?|$)/);
      await page.goto(url('/'));
      await look('home-signed-in');
    });
  });

  test.each(LOCALES)('the enrollment of a face (%s)', async (locale) => {
    await inLanguage(locale, async ({ page, context, language, look }) => {
      await arrive(context, site, `${language}.face`);
      camera.show(clips.cap12_edit);
      await page.goto(url('/enroll'));
      await look('enroll-1-password');
      await page.locator('[name=consent]').check();
      await givePassword(page);
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

  test.each(LOCALES)('passkeys and recovery codes (%s)', async (locale) => {
    await inLanguage(locale, async ({ page, context, language, look }) => {
      await arrive(context, site, `${language}.key`);
      await page.goto(url('/account/passkeys'));
      await look('passkeys-none');
      await page.goto(url('/account/passkeys/add'));
      await givePassword(page);
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
});
