/** The page that imports people, in a real browser: with photos row by row, without a script, and what stops it. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import type { BrowserContext, Page } from 'playwright-core';
import { users } from '../../../src/db/schema.ts';
import { arrive } from '../../helpers/browser/arrive.ts';
import { type Camera, findChromium, openBrowser } from '../../helpers/browser/chromium.ts';
import { type InLanguage, openLooks } from '../../helpers/browser/looks.ts';
import { findClips } from '../../helpers/camera/clips.ts';
import { framesOf, sideBySide } from '../../helpers/camera/pictures.ts';
import { describeIf } from '../../helpers/need.ts';
import { startInside } from '../../helpers/server/inside.ts';
import type { Listening } from '../../helpers/site/listening.ts';

setDefaultTimeout(180_000);

const found = findClips();
const chromium = findChromium();
const missing = !chromium
  ? 'chromium is not installed (apt-get install chromium)'
  : 'missing' in found
    ? found.missing
    : '';
const CONSENT = '"B. Maier, 2026-03-01"';
const FILE = `name,displayName,groups,signIn,photos,consent,phone
anna,Anna Huber,staff;cellar,yes,anna ö.jpg;anna-2.jpg,${CONSENT},1
bertha,Bertha Maier,staff,yes,bertha.jpg,${CONSENT},
carla,Carla Bruni,,yes,missing.jpg,${CONSENT},
no spaces,Doris,,yes,,,
`;

describeIf(missing === '' ? found : undefined, 'the page that imports people', missing, () => {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-import-'));
  const photos = ['anna ö.jpg', 'anna-2.jpg', 'bertha.jpg'].map((name) => join(folder, name));
  const csv = join(folder, 'people.csv');
  let site: Listening;
  let camera: Camera;
  let inLanguage: InLanguage;
  let cookies: Awaited<ReturnType<BrowserContext['cookies']>>;
  let path: string;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    const [first, second] = await framesOf('cap13_edit2', 2);
    for (const [at, bytes] of [first!, second!, await sideBySide()].entries()) writeFileSync(photos[at]!, bytes);
    writeFileSync(csv, FILE);
    site = await startInside({ keep: true });
    camera = await openBrowser(chromium!);
    inLanguage = openLooks(camera);
    path = `${site.url}/admin/people/import`;
    const context = await camera.browser.newContext();
    await arrive(context, site, 'root', { confirmed: true });
    await site.deps.db.update(users).set({ role: 'admin' }).where(eq(users.username, 'root'));
    cookies = await context.cookies();
    await context.close();
  });
  afterAll(async () => {
    await camera?.close();
    await site?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function choose(page: Page) {
    await page.goto(path);
    await page.locator('#file').setInputFiles(csv);
    await page.locator('#photos').setInputFiles(photos);
  }
  const said = (page: Page, text: string) => page.locator('[data-import-said]', { hasText: text }).waitFor();
  const rows = (page: Page) => page.locator('[data-import-live] tbody tr').allInnerTexts();

  test('checks the file with its photos, then imports it, and gives the report as a file', async () => {
    await inLanguage(
      'en-US',
      async ({ page, look }) => {
        await page.goto(path.replace('/import', ''));
        await page.getByText('Import people').click();
        await page.waitForURL(path);
        await page.locator('summary').click();
        await look('import');
        await choose(page);
        await page.locator('[value=check]').click();
        await said(page, 'Added: 1.');
        expect(await page.locator('#live-title').textContent()).toContain('nothing was written');
        expect((await rows(page)).join('\n')).toContain('bertha.jpg: No face');
        await look('import-checked');
        await page.locator('[value=import]').click();
        await said(page, 'Added: 1.');
        await said(page, 'Photos enrolled: 2. Refused: 2.');
        await said(page, 'Columns that were not read: phone.');
        await look('import-done');
        const download = page.waitForEvent('download');
        await page.locator('[data-import-file]').click();
        const report = readFileSync((await (await download).path())!, 'utf8');
        expect(report.split('\r\n').slice(0, 2)).toEqual([
          '\ufeffLine,User name,Result,Photos,Why',
          '2,anna,added,2/2,',
        ]);
        expect(report).toContain('missing.jpg: This file is not among the photos.');
      },
      { cookies },
    );
  });

  test('skips what is done, in Chinese too', async () => {
    await inLanguage(
      'zh-CN',
      async ({ page, look }) => {
        await choose(page);
        await page.locator('[value=import]').click();
        await said(page, '之前已完成：1');
        await look('import-again');
      },
      { cookies },
    );
  });

  test('goes on where the connection was lost or the session had ended, and says so', async () => {
    const context = await camera.browser.newContext({ locale: 'en-US' });
    await context.addCookies(cookies);
    const page = await context.newPage();
    writeFileSync(csv, 'name\nemma\nfrida\ngreta\n');
    await choose(page);
    await context.clearCookies();
    await page.locator('[value=import]').click();
    const problem = page.locator('[data-import-problem]');
    expect(await problem.locator('a').getAttribute('href')).toContain('/login');
    await context.addCookies(cookies);
    await page.route('**/import/row', (route) => route.abort());
    await page.locator('[value=import]').click();
    await problem.getByText('The server did not answer').waitFor();
    await said(page, 'Stopped.');
    await page.unroute('**/import/row');
    await page.locator('[data-import-on]').click();
    await said(page, 'Added: 3.');
    expect(await problem.textContent()).toBe('');
    await context.close();
  });

  test('imports a file without a script, and says what it leaves out', async () => {
    writeFileSync(csv, FILE.replaceAll('anna', 'hanna').replaceAll('bertha', 'berta'));
    const context = await camera.browser.newContext({ locale: 'en-US', javaScriptEnabled: false });
    await context.addCookies(cookies);
    const page = await context.newPage();
    await page.goto(path);
    expect(await page.locator('#photos').isVisible()).toBe(false);
    await page.locator('#file').setInputFiles(csv);
    await page.locator('[value=import]').click();
    const report = page.locator('section', { has: page.locator('#report-title') });
    expect(await report.textContent()).toContain('Added: 3.');
    expect(await report.textContent()).toContain('Left for a later run: 4.');
    const download = page.waitForEvent('download');
    await report.getByText('Download the report').click();
    expect(readFileSync((await (await download).path())!, 'utf8')).toContain('5,no spaces,refused');
    await context.close();
  });
});
