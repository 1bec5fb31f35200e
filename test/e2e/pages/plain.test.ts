/** What has to work in a browser without JavaScript, and by keyboard alone. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { type Camera, findChromium, openBrowser } from '../../helpers/browser/chromium.ts';
import { describeIf } from '../../helpers/need.ts';
import { serveSite } from '../../helpers/site/served.ts';

/** A browser takes its time to start on a busy machine. */
setDefaultTimeout(120_000);

const chromium = findChromium();
const PERSON = { username: 'ada', password: 'seven small stones', name: 'Ada' };

describeIf(chromium, 'a plain browser', 'chromium is not installed (Debian: apt-get install chromium)', () => {
  let site: Awaited<ReturnType<typeof serveSite>>;
  let camera: Camera;
  let page: Page;
  const open = (path: string) => page.goto(`${site.url}${path}`);
  const submit = (action: string) => page.locator(`form[action="${action}"] button:not([type=button])`).last().click();

  beforeAll(async () => {
    site = await serveSite({}, {}, true);
    camera = await openBrowser(chromium!);
    page = await (await camera.browser.newContext({ javaScriptEnabled: false, locale: 'en-US' })).newPage();
  });
  afterAll(async () => {
    await camera?.close();
    await site?.stop();
  });

  test('says on the face side that the camera needs JavaScript, and leads to the password', async () => {
    await open('/login?with=face');
    expect(await page.locator('noscript').count()).toBeGreaterThan(0);
    expect(await page.locator('a[href*="with=password"]').count()).toBeGreaterThan(0);
  });

  test('leads the first press of Tab to the content, past the navigation', async () => {
    await open('/');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    // The key is answered before the address has changed.
    await page.waitForURL(({ hash }) => hash === '#main');
  });

  test('registers, signs out and signs in by password without JavaScript', async () => {
    await open('/register');
    await page.locator('[name=username]').fill(PERSON.username);
    await page.locator('[name=display_name]').fill(PERSON.name);
    await page.locator('[name=password]').fill(PERSON.password);
    await submit('/register');
    await page.waitForURL(/\/account(\?|$)/);
    await submit('/logout');
    await open('/login?with=password&next=/account/edit');
    await page.locator('[name=username]').fill(PERSON.username);
    await page.locator('[name=password]').fill(PERSON.password);
    await submit('/login');
    await page.waitForURL('**/account/edit');
  });

  test('edits the profile without JavaScript, and keeps what was typed when a field is wrong', async () => {
    await open('/account/edit');
    await page.locator('[name=city]').fill('London');
    await page.locator('[name=email]').fill('ada@example.org');
    await page.locator('[name=birthday]').fill('2999-01-01');
    await submit('/account/edit');
    expect(await page.locator('[name=birthday]').getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('[name=city]').inputValue()).toBe('London');
    await page.locator('[name=birthday]').fill('1975-12-10');
    await submit('/account/edit');
    await page.waitForURL(/\/account(\?|$)/);
    expect(await page.locator('main').textContent()).toContain('London');
  });

  test('switches to Chinese, and stays so', async () => {
    await open('/');
    await submit('/lang');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans');
    await open('/account');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans');
  });
});
