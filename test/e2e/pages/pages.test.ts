/**
 * The pages that anybody sees, and those of somebody who has signed in, in a real browser in every look: no violation of axe-core's rules or of the content
 * security policy, nothing wider than the screen. `TEST_SCREENS=1` leaves pictures in test-results/screens.
 */
import { afterAll, beforeAll, setDefaultTimeout, test } from 'bun:test';
import type { BrowserContext, Page } from 'playwright-core';
import { translator } from '../../../src/i18n/index.ts';
import { EnrollDone } from '../../../templates/faces/enroll.tsx';
import type { View } from '../../../templates/view.ts';
import { arrive } from '../../helpers/browser/arrive.ts';
import { openCamera } from '../../helpers/browser/browse.ts';
import { type Camera, ELSEWHERE, findChromium, openBrowser } from '../../helpers/browser/chromium.ts';
import { type InLanguage, LOCALES, type Look, type Opened, openLooks } from '../../helpers/browser/looks.ts';
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
    site = await startInside({ keep: true, env: { FACELOGIN_LIVENESS: 'off', FACELOGIN_SECOND_FACTOR: 'face' } });
    camera = await openBrowser(chromium!, clips.franck);
    inLanguage = openLooks(camera);
  });
  afterAll(async () => {
    await camera?.close();
    await site?.stop();
  });

  test('before anybody has signed in', async () => {
    await inLanguage('en-US', async ({ page, lookInBoth }) => {
      for (const [name, path] of [
        ['home', '/'],
        ['register', '/register'],
        ['login-password', '/login?with=password'],
        ['login-face', '/login?with=face'],
        ['privacy', '/privacy'],
        ['not-found', '/no/such/page'],
      ] as const) {
        await page.goto(url(path));
        await lookInBoth(name);
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

  test('from another machine over plain http', async () => {
    await inLanguage('en-US', async ({ page, lookInBoth }) => {
      await page.goto(url('/login?with=face', ELSEWHERE));
      await lookInBoth('insecure');
      // The phone that scanned a code of such an address.
      await page.goto(url('/phone#code', ELSEWHERE));
      await lookInBoth('phone-insecure');
    });
  });

  const givePassword = async (page: Page) => {
    await page.locator('form [name=password]').fill(PASSWORD);
    await page.locator('form [name=password]').press('Enter');
  };

  test('an account', async () => {
    await inLanguage('en-US', async ({ page, context, lookInBoth }) => {
      await arrive(context, site, 'page');
      await page.goto(url('/account'));
      await lookInBoth('account-new');
      await page.goto(url('/account/password'));
      await lookInBoth('account-confirm');
      await givePassword(page);
      await page.waitForURL(/\/account\/password$/);
      for (const name of ['edit', 'sessions', 'password', 'delete', 'data']) {
        await page.goto(url(`/account/${name}`));
        await lookInBoth(`account-${name}`);
      }
      await page.locator('form[action="/logout"] button').click();
      await page.waitForURL(url('/'));
      await page.goto(url('/login?with=password'));
      await page.locator('[name=username]').fill('page');
      await givePassword(page);
      await page.waitForURL(/\/account(\?|$)/);
      await page.goto(url('/'));
      await lookInBoth('home-signed-in');
    });
  });

  /** The second step of an enrollment, up to the open camera. */
  async function toCamera(page: Page, look: Look) {
    await page.locator('[data-camera-open]').waitFor();
    await look('enroll-2-camera');
    await openCamera(page);
    await page.locator('[data-record]').waitFor();
    await look('enroll-2-open');
  }

  test('the enrollment of a face', async () => {
    await inLanguage('en-US', async ({ page, context, look, lookInBoth }) => {
      await arrive(context, site, 'face');
      camera.show(clips.cap12_edit);
      await page.goto(url('/enroll'));
      await lookInBoth('enroll-1-password');
      await page.locator('[name=consent]').check();
      await givePassword(page);
      await toCamera(page, look);
      await page.locator('[data-record]').click();
      await page.locator('[data-enrolled]').waitFor();
      await look('enroll-3-done');
      const crops = await page.evaluate<string[]>(`[...document.querySelectorAll('.crops img')].map((one) => one.src)`);
      await inChinese(await context.cookies(), crops);
      await page.goto(url('/account'));
      await lookInBoth('account-enrolled');
      await page.goto(url('/enroll/remove'));
      await lookInBoth('enroll-remove');
      await page.locator('form[action="/enroll/remove"] button').click();
      await page.waitForURL(/\/account\/receipts\//);
      await lookInBoth('receipt');
    });
  });

  /** The Chinese pages with a camera. What comes after a recording is made of the pictures of the English one. */
  async function inChinese(cookies: Awaited<ReturnType<BrowserContext['cookies']>>, crops: string[]) {
    const chinese = async ({ page, look }: Opened) => {
      await page.goto(url('/enroll'));
      await toCamera(page, look);
      await page.locator('[data-camera-stop]').click();
      const done = EnrollDone({ view: { t: translator('zh'), locale: 'zh' } as View, crops, next: '' });
      await page.evaluate(`((html) => {
        document.querySelector('#enroll-result').innerHTML = html;
        document.querySelector('[data-camera]').dataset.state = 'done';
      })(${JSON.stringify(String(done))})`);
      await page.locator('[data-enrolled]').waitFor();
      await look('enroll-3-done');
    };
    await inLanguage('zh-CN', chinese, { cookies });
  }

  test('passkeys and recovery codes', async () => {
    const showCodes = async (page: Page, look: Look) => {
      await page.locator('form[action="/account/passkeys/codes"] button').click();
      await page.locator('.codes').waitFor();
      await look('codes');
    };
    await inLanguage('en-US', async ({ page, context, look, lookInBoth }) => {
      await arrive(context, site, 'key');
      await page.goto(url('/account/passkeys'));
      await lookInBoth('passkeys-none');
      await page.goto(url('/account/passkeys/add'));
      await givePassword(page);
      await page.locator('[data-passkey]').waitFor();
      await lookInBoth('passkeys-add');
      // Not before: the tools that look at a page take its authenticator away.
      await page.goto(url('/account/passkeys/add'));
      await virtualAuthenticator(page);
      await page.locator('[data-passkey] button').click();
      await page.waitForURL(/\/account\/passkeys\/codes/);
      const cookies = await context.cookies();
      await lookInBoth('codes-make');
      await showCodes(page, look);
      await page.goto(url('/account/passkeys?done=added'));
      await lookInBoth('passkeys');
      await page.locator('.item-link').click();
      await page.locator('form[action="/account/passkeys/remove"]').waitFor();
      await lookInBoth('passkeys-edit');
      const chinese = async (opened: Opened) => {
        await opened.page.goto(url('/account/passkeys/codes'));
        await showCodes(opened.page, opened.look);
      };
      await inLanguage('zh-CN', chinese, { cookies });
    });
  });
});
