/**
 * A kiosk in a real browser whose camera plays clips: registered by its code, it greets a person once a visit and no
 * stranger, waits out a lost network, and is left by its PIN. `TEST_SCREENS=1` leaves pictures in test-results/screens.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { BrowserContext, Page } from 'playwright-core';
import { type Admin, adminAt, makeGroup, makeKiosk, visitsAt } from '../../lab/bench/kiosk/site.ts';
import { accessibility, overflows, picture, type Rules, TAKES_PICTURES, watch } from '../helpers/browser/browse.ts';
import { type Camera, findWholeChromium, openBrowser } from '../helpers/browser/chromium.ts';
import { COLOUR } from '../helpers/browser/colours.ts';
import { RECORDED } from '../helpers/browser/journey.ts';
import { LAYOUT } from '../helpers/browser/looks.ts';
import { type Clips, findClips } from '../helpers/camera/clips.ts';
import { ENROLLED, enrolledData } from '../helpers/data/enrolled.ts';
import { describeIf } from '../helpers/need.ts';
import { administer } from '../helpers/server/administrator.ts';
import { type Inside, startInside } from '../helpers/server/inside.ts';
import { until } from '../helpers/until.ts';

setDefaultTimeout(180_000);

const PIN = '2468';
const chromium = findWholeChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };

describeIf('clips' in found, 'a kiosk', 'missing' in found ? found.missing : '', () => {
  const clips = 'clips' in found ? found.clips : ({} as Clips);
  let server: Inside;
  let [camera, context, page]: [Camera?, BrowserContext?, Page?] = [];
  let [url, admin, cookie, code, kioskPage, reported] = ['', {} as Admin, '', '', '', [] as string[]];

  beforeAll(async () => {
    server = await startInside({ env: RECORDED, data: await enrolledData(clips) });
    const root = await administer(server);
    url = root.url;
    cookie = root.cookie.split('; ').find((one) => one.startsWith('session='))!;
    admin = adminAt(url, root.cookie);
    ({ code, page: kioskPage } = await makeKiosk(admin, await makeGroup(admin, 'Staff', [ENROLLED.username]), {
      pin: PIN,
    }));
    camera = await openBrowser(chromium!, clips.cap13_edit2);
    context = await camera.browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } });
    reported = watch(context);
    page = await context.newPage();
  });
  afterAll(async () => {
    await camera?.close();
    await server?.stop();
  });

  const state = (name: string) => page!.locator(`body[data-state="${name}"]`).waitFor({ state: 'attached' });
  /** Checks the page as it is: every rule for a tablet, and what a phone and dark colours can change. */
  async function look(name: string) {
    for (const [width, height, colorScheme, checked] of [
      [1280, 800, 'light', {}],
      [1280, 800, 'dark', undefined],
      [390, 844, 'light', undefined],
      [390, 844, 'dark', { rules: { only: [...COLOUR, ...LAYOUT] } }],
    ] as [number, number, 'light' | 'dark', { rules?: Rules } | undefined][]) {
      if (!checked && !TAKES_PICTURES) continue;
      await page!.setViewportSize({ width, height });
      await page!.emulateMedia({ colorScheme });
      if (checked) expect([await accessibility(page!, checked.rules), await overflows(page!)]).toEqual([[], false]);
      await picture(page!, `kiosk-${name}-${width}-${colorScheme}`);
    }
    await page!.setViewportSize({ width: 1280, height: 800 });
  }

  test('a code makes the tablet a kiosk', async () => {
    await page!.goto(`${url}/kiosk`);
    await look('register');
    await page!.locator('[name=code]').fill(code.toLowerCase());
    await page!.locator('form[action="/kiosk/register"] button').click();
    await state('start');
    await look('start');
  });

  test('a person is greeted by name, and once, however long they stay', async () => {
    await page!.locator('[data-start]').click();
    await state('greeting');
    expect(await page!.locator('[data-hello]').textContent()).toBe('Welcome, auduno');
    expect(await page!.locator('[data-at]').textContent()).toMatch(/^Checked in at \d/);
    await picture(page!, 'kiosk-greeting');
    await state('quiet');
    const again = await page!.waitForResponse((response) => response.url().endsWith('/kiosk/frame'));
    expect(((await again.json()) as { kind: string }).kind).toBe('settled');
    expect(await visitsAt(admin)).toBe(1);
  });

  test('a lost network is said, and the kiosk comes back by itself', async () => {
    await context!.setOffline(true);
    await state('away');
    expect(await page!.locator('[data-told]').textContent()).toBe('No connection');
    await look('away');
    await context!.setOffline(false);
    await state('quiet');
    expect(await visitsAt(admin)).toBe(1);
  });

  test('a reload goes on without a touch, and a stranger is told no name', async () => {
    camera!.show(clips.franck);
    await page!.reload();
    await state('looking');
    await picture(page!, 'kiosk-looking');
    await state('unknown');
    await picture(page!, 'kiosk-unknown');
    expect(await page!.locator('body').textContent()).not.toContain('auduno');
    expect(await visitsAt(admin)).toBe(1);
  });

  test('the administrator sees that it runs', async () => {
    await until(async () => (await admin.get('/admin/kiosks')).includes('>on<'));
    expect(await admin.get(kioskPage)).toContain('HeadlessChrome');
  });

  test('the PIN leads out, and no other', async () => {
    await page!.locator('[data-leave]').click();
    await look('leave');
    const submit = page!.locator('[data-dialog] button:not([type=button])');
    await page!.locator('[name=pin]').fill('0000');
    await submit.click();
    await page!.locator('[data-refused]:not(:empty)').waitFor();
    await page!.locator('[name=pin]').fill(PIN);
    await submit.click();
    await page!.waitForURL(`${url}/`);
    await page!.goto(`${url}/kiosk`);
    await state('start');
    expect(reported).toEqual([]);
  });

  // Here, since no camera is open on the tablet.
  test("the administrator's pages of kiosks look right", async () => {
    const [name, value] = cookie.split(/=(.*)/) as [string, string];
    const own = await camera!.browser.newContext({ locale: 'en-US' });
    await own.addCookies([{ name, value, url }]);
    const [tablet, pages] = [page, await own.newPage()];
    page = pages;
    for (const [path, shown] of [
      ['/admin/kiosks', 'list'],
      ['/admin/kiosks/new', 'new'],
      [kioskPage, 'one'],
    ] as const) {
      await page.goto(url + path);
      await look(`admin-${shown}`);
    }
    await page.goto(url + kioskPage);
    await page.locator('form[action$="/code"] button').click();
    await page.locator('.kiosk-code').waitFor();
    await look('admin-code');
    await own.close();
    page = tablet;
  });

  test('a kiosk that is removed says so and turns its camera off', async () => {
    await page!.locator('[data-start]').click();
    await state('looking');
    await admin.post(`${kioskPage}/remove`, {});
    await state('gone');
    expect(await page!.evaluate(`document.querySelector('video').srcObject.active`)).toBe(false);
    await picture(page!, 'kiosk-gone');
  });
});
