/**
 * The first administrator's way in by the code from the console, and a round through the administrator's pages. How they
 * look with records is in admin-looks.test.ts.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { BrowserContext, Page } from 'playwright-core';
import { newSetupCode } from '../../../src/admin/setup/setup-code.ts';
import { accessibility, overflows, picture, watch } from '../../helpers/browser/browse.ts';
import { type Camera, findChromium, openBrowser } from '../../helpers/browser/chromium.ts';
import { COLOUR, colours } from '../../helpers/browser/colours.ts';
import { LAYOUT, type Opened, openLooks } from '../../helpers/browser/looks.ts';
import { addUser } from '../../helpers/data/faces.ts';
import { describeIf } from '../../helpers/need.ts';
import { serveSite } from '../../helpers/site/served.ts';
import { PASSWORD } from '../../helpers/site/site.ts';

/** A browser and a server take their time on a busy machine. */
setDefaultTimeout(180_000);

const chromium = findChromium();
const WIDTHS = [1280, 390];

describeIf(chromium, 'the administrator', 'chromium is not installed (Debian: apt-get install chromium)', () => {
  let site: Awaited<ReturnType<typeof serveSite>>;
  let camera: Camera;
  let context: BrowserContext;
  let page: Page;
  let reported: string[] = [];

  const url = (path: string) => `${site.url}${path}`;
  const submit = (form: string) => page.locator(`form[action="${form}"] [type=submit]`).last().click();

  /** No violation of the rules and nothing wider than the window, wide and on a phone. */
  async function look(name: string) {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      expect(await overflows(page)).toBe(false);
      await picture(page, `admin-${name}-${width}`);
    }
    expect(await accessibility(page, { without: COLOUR, also: LAYOUT })).toEqual([]);
    expect(await colours(page)).toEqual([]);
  }

  beforeAll(async () => {
    site = await serveSite({}, {}, true);
    camera = await openBrowser(chromium!);
    context = await camera.browser.newContext({ locale: 'en-US', reducedMotion: 'reduce' });
    reported = watch(context);
    page = await context.newPage();
  });
  afterAll(async () => {
    await camera?.close();
    await site?.stop();
  });

  test('whoever has the code from the console becomes the administrator', async () => {
    await page.goto(url('/setup'));
    await page.locator('[name=code]').fill('AAAAA-AAAAA-AAAAA-AAAAA');
    await page.locator('[name=username]').fill('root');
    await page.locator('[name=password]').fill(PASSWORD);
    await submit('/setup');
    await page.locator('#code-error').waitFor();
    await look('setup-mistake');
    await page.locator('[name=code]').fill((await newSetupCode(site.deps))!.toLowerCase());
    await page.locator('[name=password]').fill(PASSWORD);
    await submit('/setup');
    await page.waitForURL('**/admin');
    await look('overview-empty');
    expect((await page.goto(url('/setup')))?.status()).toBe(404);
  });

  test('people are found while the name is typed, and an account is disabled and enabled', async () => {
    for (const username of ['anna', 'bertha']) {
      await addUser(site.deps, username);
    }
    await page.goto(url('/admin/people'));
    await page.locator('[name=name]').pressSequentially('ber');
    await page.waitForURL('**name=ber**');
    expect(await page.locator('#results tbody tr').count()).toBe(1);
    await page.locator('#results a', { hasText: 'bertha' }).click();
    await page.waitForURL(/\/admin\/people\/[0-9a-f-]{36}$/);
    await page.locator('form[action$="/disable"] button').click();
    await page.locator('[role=status]').waitFor();
    await page.locator('form[action$="/enable"] button').click();
    await page.locator('form[action$="/disable"] button').waitFor();
  });

  test('attempts and events are filtered without a new page, and back leads back', async () => {
    await page.goto(url('/admin/attempts'));
    await look('attempts-none');
    await page.goto(url('/admin/audit'));
    const before = await page.locator('#results tbody tr').count();
    await page.locator('[name=kind]').selectOption('account-disabled');
    await page.waitForURL('**kind=account-disabled**');
    expect(await page.locator('#results tbody tr').count()).toBe(1);
    await page.goBack();
    await page.locator('#results tbody tr').nth(1).waitFor();
    expect(await page.locator('#results tbody tr').count()).toBe(before);
  });

  test('settings and doctor tell how the server stands', async () => {
    await page.goto(url('/admin/settings'));
    expect(await page.locator('.setting').count()).toBeGreaterThan(10);
    await page.goto(url('/admin/doctor'));
    await page.locator('.findings li').first().waitFor();
    expect(await page.locator('.findings li').count()).toBe(9);
  });

  test('where no liveness is checked the self-test has no camera', async () => {
    const body = async ({ page, lookInBoth }: Opened) => {
      await page.goto(url('/admin/self-test'));
      expect(await page.locator('[data-camera]').count()).toBe(0);
      await lookInBoth('self-test-off');
    };
    await openLooks(camera)('en-US', body, { cookies: await context.cookies() });
  });

  test('the audit trail leaves as a file', async () => {
    await page.goto(url('/admin/audit'));
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('a[href^="/admin/audit.csv"]').click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^facelogin-audit-\d{4}-\d\d-\d\d\.csv$/);
  });

  test('no page broke the content security policy or threw', () => {
    expect(reported).toEqual([]);
  });
});
