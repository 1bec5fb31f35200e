/**
 * The pages that anybody sees, in a real browser in every look: no violation of axe-core's rules or of the content
 * security policy, nothing wider than the screen. `TEST_SCREENS=1` leaves pictures in test-results/screens.
 */
import { afterAll, beforeAll, setDefaultTimeout, test } from 'bun:test';
import { openCamera } from '../../helpers/browser/browse.ts';
import { type Camera, ELSEWHERE, findChromium, openBrowser } from '../../helpers/browser/chromium.ts';
import { type InLanguage, LOCALES, openLooks } from '../../helpers/browser/looks.ts';
import { type Clips, findClips } from '../../helpers/camera/clips.ts';
import { describeIf } from '../../helpers/need.ts';
import { type Server, startServer } from '../../helpers/server/server.ts';

/** A browser and a server take their time on a busy machine. */
setDefaultTimeout(180_000);

const chromium = findChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const missing = 'missing' in found ? found.missing : '';
const clips = 'clips' in found ? found.clips : ({} as Clips);

describeIf(!missing, 'every page that anybody sees', missing, () => {
  let server: Server;
  let camera: Camera;
  let inLanguage: InLanguage;
  const url = (path: string, host = 'localhost') => `http://${host}:${server.port}${path}`;

  beforeAll(async () => {
    // The camera plays a clip: what a challenge looks like is in challenge.test.ts.
    server = await startServer({ env: { FACELOGIN_LIVENESS: 'off', FACELOGIN_SECOND_FACTOR: 'face' } });
    camera = await openBrowser(chromium!, clips.franck);
    inLanguage = openLooks(camera);
  });
  afterAll(async () => {
    await camera?.close();
    await server?.stop();
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
      await look('reference');
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
});
