/**
 * A person without a mouse who wants less motion: everything goes by Tab, Space and Enter. The focus is seen at each
 * step and is never lost, not after a swap of htmx either. One server, one browser, one page.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { users } from '../../../src/db/schema.ts';
import { ask } from '../../helpers/browser/browse.ts';
import { type Camera, findChromium, openBrowser } from '../../helpers/browser/chromium.ts';
import { describeIf } from '../../helpers/need.ts';
import { serveSite } from '../../helpers/site/served.ts';
import { PASSWORD } from '../../helpers/site/site.ts';

setDefaultTimeout(180_000);

const chromium = findChromium();
/** More stops than any page has. */
const STOPS_MOST = 80;

/** What has the focus: whether it is the one looked for, whether it can be seen, and whether it lies in the window. */
const focusOn = (selector: string) => `(() => {
  const at = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  const { left, right, top, bottom, width, height } = at.getBoundingClientRect();
  return {
    lost: at === document.body || at === document.documentElement,
    there: at.matches(${JSON.stringify(selector)}),
    what: at.outerHTML.slice(0, 120),
    ring: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
    seen: width > 0 && height > 0 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight,
    moving: document.getAnimations().filter((one) => one.playState === 'running').length,
  };
})()`;

describeIf(chromium, 'a keyboard', 'chromium is not installed (Debian: apt-get install chromium)', () => {
  let site: Awaited<ReturnType<typeof serveSite>>;
  let camera: Camera;
  let page: Page;
  beforeAll(async () => {
    site = await serveSite({}, {}, true);
    camera = await openBrowser(chromium!);
    page = await (await camera.browser.newContext({ locale: 'en-US', reducedMotion: 'reduce' })).newPage();
  });
  afterAll(async () => {
    await camera?.close();
    await site?.stop();
  });

  type Focus = { lost: boolean; there: boolean; what: string; ring: boolean; seen: boolean; moving: number };
  const focus = (selector = '*') => ask<Focus>(page, focusOn(selector));
  const has = async (selector: string) => (await focus(selector)).there;

  /** Presses Tab until the focus is there. Each stop on the way has to be seen. */
  async function tabTo(selector: string): Promise<void> {
    for (let stop = 0; stop < STOPS_MOST; stop++) {
      await page.keyboard.press('Tab');
      const found = await focus(selector);
      if (found.lost) continue;
      expect(found).toMatchObject({ ring: true, seen: true, moving: 0 });
      if (found.there) return;
    }
    throw new Error(`Tab does not lead to ${selector} on ${page.url()}`);
  }

  async function typeInto(selector: string, text: string): Promise<void> {
    await tabTo(selector);
    await page.keyboard.type(text);
  }

  async function press(selector: string): Promise<void> {
    await tabTo(selector);
    await page.keyboard.press('Enter');
  }

  /** Waits for a swap: what was marked before it is gone. */
  async function swapped(selector: string, act: () => Promise<void>): Promise<void> {
    await page.evaluate(`document.querySelector('${selector}').firstElementChild.dataset.before = ''`);
    await act();
    await page.locator(`${selector} > [data-before]`).waitFor({ state: 'detached' });
  }

  test('registers, and reads the account page stop by stop', async () => {
    await page.goto(`${site.url}/register`);
    await typeInto('[name=username]', 'key.board');
    await typeInto('[name=display_name]', 'Key Board');
    await typeInto('[name=password]', PASSWORD);
    await press('form[action="/register"] button:not([type=button])');
    await page.waitForURL(/\/account(\?|$)/);
    await tabTo('footer a');
  });

  test('goes to enrollment, gives the password, agrees, and reaches the buttons of the camera', async () => {
    await page.goto(`${site.url}/account`);
    await press('main a[href^="/enroll"]');
    await page.waitForURL('**/enroll');
    await typeInto('[name=password]', PASSWORD);
    await tabTo('[name=consent]');
    await page.keyboard.press('Space');
    await press('form[action="/enroll/password"] button:not([type=button])');
    await page.locator('[data-camera-open]').waitFor();
    await page.waitForLoadState();
    await press('[data-camera-open]');
    await page.locator('[data-camera]:is([data-state=live], [data-state=result])').waitFor();
    const open = (await page.locator('[data-camera]').getAttribute('data-state')) === 'live';
    if (open) await tabTo('[data-record]');
    await press(open ? '[data-camera-stop]' : '[data-retry], a');
    if (open) expect(await has('[data-camera-open]')).toBe(true);
  });

  test('signs out, and in again by password', async () => {
    await page.goto(`${site.url}/account`);
    await press('form[action="/logout"] button');
    await page.waitForURL((url) => !url.pathname.startsWith('/account'));
    await page.goto(`${site.url}/login?with=face`);
    await page.waitForLoadState();
    await press('[data-way=password]');
    await page.locator('[name=password]').waitFor();
    await typeInto('[name=username]', 'key.board');
    await typeInto('[name=password]', PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/account(\?|$)/);
  });

  test('opens the profile, changes a field and saves it', async () => {
    await press('main a[href="/account/edit"]');
    await page.waitForURL('**/account/edit');
    await typeInto('[name=city]', 'Ulm');
    await press('form[action="/account/edit"] button:not([type=button])');
    await page.waitForURL(/\/account(\?|$)/);
    expect(await page.locator('main').textContent()).toContain('Ulm');
  });

  test("searches the administrator's list, and the focus stays where it is after each swap", async () => {
    await site.deps.db.update(users).set({ role: 'admin' }).where(eq(users.username, 'key.board'));
    await page.goto(`${site.url}/admin/people`);
    await typeInto('[name=password]', PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/admin/people');
    await page.locator('#results tbody tr').first().waitFor();
    await page.waitForLoadState();
    await tabTo('[name=name]');
    await swapped('#results', () => page.keyboard.type('key'));
    expect(await has('[name=name]')).toBe(true);
    await tabTo('[name=state]');
    await swapped('#results', () => page.keyboard.press('ArrowDown'));
    expect(await has('[name=state]')).toBe(true);
    await swapped('#results', () => page.keyboard.press('ArrowUp'));
    await press('#results tbody a');
    await page.waitForURL(/\/admin\/people\/[0-9a-f-]{36}/);
    expect((await page.locator('main').textContent())!).toContain('key.board');
  });

  test('keeps the focus where the pressed control itself is swapped: the days of the charts, the checks', async () => {
    const stays = async (path: string, control: string, part: string) => {
      await page.goto(`${site.url}${path}`);
      await page.locator(control).first().waitFor();
      await page.waitForLoadState();
      await swapped(part, () => press(control));
      // The page gives the focus back once the new part is in its place.
      await page.waitForFunction('document.activeElement !== document.body');
      expect({ path, ...(await focus()) }).toMatchObject({ path, lost: false, ring: true });
    };
    await stays('/admin', '[hx-get^="/admin?days="]', '#charts');
    await stays('/admin/doctor', '#checks [hx-get="/admin/doctor/checks"]', '#checks');
  });
});
