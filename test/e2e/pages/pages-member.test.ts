/**
 * The pages of somebody who has signed in, in a real browser in every look: no violation of axe-core's rules or of the
 * content security policy, nothing wider than the screen. `TEST_SCREENS=1` leaves pictures in test-results/screens.
 */
import { afterAll, beforeAll, setDefaultTimeout, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { openCamera } from '../../helpers/browser/browse.ts';
import { type Camera, findChromium, openBrowser } from '../../helpers/browser/chromium.ts';
import { type InLanguage, LOCALES, openLooks } from '../../helpers/browser/looks.ts';
import { virtualAuthenticator } from '../../helpers/browser/virtual-authenticator.ts';
import { type Clips, findClips } from '../../helpers/camera/clips.ts';
import { describeIf } from '../../helpers/need.ts';
import { type Server, startServer } from '../../helpers/server/server.ts';

/** A browser, a server and an enrollment take their time on a busy machine. */
setDefaultTimeout(180_000);

const chromium = findChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const missing = 'missing' in found ? found.missing : '';
const clips = 'clips' in found ? found.clips : ({} as Clips);

const PASSWORD = 'seven small stones';

describeIf(!missing, 'every page of a member', missing, () => {
  let server: Server;
  let camera: Camera;
  let inLanguage: InLanguage;
  const url = (path: string) => `http://localhost:${server.port}${path}`;

  beforeAll(async () => {
    server = await startServer({ env: { FACELOGIN_LIVENESS: 'off', FACELOGIN_SECOND_FACTOR: 'face' } });
    camera = await openBrowser(chromium!, clips.cap12_edit);
    inLanguage = openLooks(camera);
  });
  afterAll(async () => {
    await camera?.close();
    await server?.stop();
  });

  async function register(page: Page, username: string): Promise<void> {
    await page.goto(url('/register'));
    await page.locator('[name=username]').fill(username);
    await page.locator('[name=display_name]').fill('Audun Ø.');
    await page.locator('[name=password]').fill(PASSWORD);
    await page.locator('[name=password]').press('Enter');
    await page.waitForURL(/\/account(\?|$)/);
  }

  const givePassword = async (page: Page) => {
    await page.locator('form [name=password]').fill(PASSWORD);
    await page.locator('form [name=password]').press('Enter');
  };

  test.each(LOCALES)('an account (%s)', async (locale) => {
    await inLanguage(locale, async ({ page, language, look }) => {
      await register(page, `${language}.page`);
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
    await inLanguage(locale, async ({ page, language, look }) => {
      await register(page, `${language}.face`);
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
    await inLanguage(locale, async ({ page, language, look }) => {
      await register(page, `${language}.key`);
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
