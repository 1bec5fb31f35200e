/**
 * The administrator's self-test in a real browser whose camera plays a recorded clip, which cannot follow what is asked:
 * it has to be refused, and counted.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { BrowserContext, Page } from 'playwright-core';
import { cameraIsOpen, openCamera } from '../helpers/browser/browse.ts';
import { type Camera, findChromium, openBrowser } from '../helpers/browser/chromium.ts';
import { type InLanguage, LOCALES, type Opened, openLooks } from '../helpers/browser/looks.ts';
import { outlast } from '../helpers/browser/outlast.ts';
import { type Clips, findClips } from '../helpers/camera/clips.ts';
import { describeIf } from '../helpers/need.ts';
import { administer, PASSWORD } from '../helpers/server/administrator.ts';
import { type Inside, startInside } from '../helpers/server/inside.ts';

setDefaultTimeout(240_000);

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;
const PAGE = '/admin/self-test';
/** The default, without the networks that see screens. */
const CHALLENGE = { FACELOGIN_LIVENESS: '', FACELOGIN_MODELS_DIR: '/nowhere' };

const chromium = findChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const missing = 'missing' in found ? found.missing : '';
const clips = 'clips' in found ? found.clips : ({} as Clips);

describeIf(!missing, 'a recording at the self-test', missing, () => {
  let camera: Camera;
  let server: Inside;
  let inLanguage: InLanguage;
  let url: string;

  beforeAll(async () => {
    camera = await openBrowser(chromium!, clips.cap13_edit2);
    inLanguage = openLooks(camera);
    server = await startInside({ env: CHALLENGE });
    url = (await administer(server)).url;
  });
  afterAll(async () => {
    await camera?.close();
    await server?.stop();
  });

  /** The session of the administrator, once there is one. */
  let cookies: Cookies = [];
  /** Signs in and gives the password again: the page itself asks for both. */
  async function open(page: Page): Promise<void> {
    if (cookies.length > 0) return void (await page.goto(url + PAGE));
    await page.goto(`${url}/login?with=password&next=${PAGE}`);
    await page.locator('[name=username]').fill('root');
    await page.locator('form [name=password]').fill(PASSWORD);
    await page.locator('form [name=password]').press('Enter');
    await page.waitForURL(/\/account\/confirm/);
    await page.locator('form [name=password]').fill(PASSWORD);
    await page.locator('form [name=password]').press('Enter');
    await page.waitForURL((at) => at.pathname === PAGE);
    cookies = (await page.context().cookies()).filter(({ name }) => name === 'session');
  }

  test('is asked for movements, refused and counted, in every look', async () => {
    const counted: string[] = [];
    const tryIt = async ({ page, look }: Opened) => {
      await open(page);
      await look('self-test-idle');
      await page.locator('[name=kind][value=phone]').check();
      await openCamera(page);
      await page.locator('[data-camera][data-move]').waitFor();
      await look('self-test-asked');
      await outlast(page, server, 3);
      await page.locator('[data-verdict]').waitFor();
      expect(await page.locator('[data-verdict]').getAttribute('data-verdict')).toBe('attack');
      expect(await cameraIsOpen(page)).toBe(false);
      const tries = await page.locator('#trials tr[data-kind=phone] td').allTextContents();
      counted.push(tries[1]!);
      expect(tries.slice(2, 4)).toEqual(['0', '0']);
      expect(await page.locator('#trial-done-phone').textContent()).toContain(tries[1]!);
      expect(await page.locator('[name=kind][value=phone]').isChecked()).toBe(true);
      await look('self-test-refused');
    };
    for (const locale of LOCALES) await inLanguage(locale, tryIt, { cookies });
    expect(counted).toEqual(LOCALES.map((_, before) => String(before + 1)));
  });

  test('a try that is stopped is not counted, and the own tries can be deleted', async () => {
    await inLanguage(
      'en-US',
      async ({ page, look }) => {
        await open(page);
        await openCamera(page);
        await page.waitForResponse((response) => response.url().endsWith('/frame'));
        await page.locator('[data-camera-stop]').click();
        await page.locator('[data-ended]').waitFor();
        await page.reload();
        expect(await page.locator('#trial-done-phone').textContent()).toContain(String(LOCALES.length));
        await page.locator('.trial-reset summary').click();
        await look('self-test-reset');
        await page.locator('.trial-reset button').click();
        await page.locator('.trial-reset').waitFor({ state: 'detached' });
        expect(await page.locator('#trials tr').count()).toBe(0);
      },
      { cookies },
    );
  });
});
