/**
 * The keys of programs in a real browser, in every look: made, shown once, refused with what was typed, removed.
 * `TEST_SCREENS=1` leaves pictures in test-results/screens.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { apiKeys, users } from '../../src/db/schema.ts';
import { arrive } from '../helpers/browser/arrive.ts';
import { type Camera, findChromium, openBrowser } from '../helpers/browser/chromium.ts';
import { type InLanguage, LOCALES, openLooks } from '../helpers/browser/looks.ts';
import { describeIf } from '../helpers/need.ts';
import { keyFor } from '../helpers/site/api.ts';
import { serveSite } from '../helpers/site/served.ts';

setDefaultTimeout(60_000);

const chromium = findChromium();

describeIf(chromium, 'the page of keys', 'chromium is not installed (apt-get install chromium)', () => {
  let site: Awaited<ReturnType<typeof serveSite>>;
  let camera: Camera;
  let inLanguage: InLanguage;

  beforeAll(async () => {
    site = await serveSite();
    camera = await openBrowser(chromium!);
    inLanguage = openLooks(camera);
  });
  afterAll(async () => {
    await camera?.close();
    await site?.stop();
  });

  async function signInAsAdmin(page: Page, username: string): Promise<void> {
    await arrive(page.context(), site, username, { confirmed: true });
    await site.deps.db.update(users).set({ role: 'admin' }).where(eq(users.username, username));
    await page.goto(`${site.url}/admin/keys`);
  }

  test.each(LOCALES)('from none to a key and back (%s)', async (locale) => {
    await inLanguage(locale, async ({ page, language, look: lookAt }) => {
      const look = (name: string) => lookAt(`keys-${name}`);
      await signInAsAdmin(page, `root-${language}`);
      await look('none');
      await page.locator('a[href="/admin/keys/new"]').click();
      await page.waitForURL('**/admin/keys/new');
      await look('form');
      await page.locator('[name=name]').fill('Front door');
      await page.locator('[name=addresses]').fill('somewhere');
      await page.locator('form[action="/admin/keys"] button').click();
      await page.locator('.error-summary').waitFor();
      expect(await page.locator('[name=name]').inputValue()).toBe('Front door');
      await look('refused');
      await page.locator('[name=addresses]').fill('192.0.2.0/24 198.51.100.7');
      await page.locator('[value=identify]').check();
      await page.locator('[value="people:read"]').check();
      await page.locator('form[action="/admin/keys"] button').click();
      await page.locator('#key').waitFor();
      const secret = await page.locator('#key').inputValue();
      await look('made');
      await keyFor(site.deps, { surface: 'compreface', days: 30, scopes: ['identify', 'verify', 'faces:write'] });
      await page.goto(`${site.url}/admin/keys`);
      expect(await page.content()).not.toContain(secret);
      await look('list');
      await page.locator('tr', { hasText: 'Front door' }).locator('button').click();
      await page.waitForURL('**/admin/keys?done=removed');
      await page.locator('[role=status]').waitFor();
      expect(await page.locator('main').textContent()).not.toContain('Front door');
      await site.deps.db.delete(apiKeys);
    });
  });
});
