/** The picture of a profile in a real browser: what a phone takes, with a script and without. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { AVATAR } from '../../../src/accounts/profile/avatar.ts';
import { avatars } from '../../../src/db/schema.ts';
import { arrive } from '../../helpers/browser/arrive.ts';
import { accessibility, overflows, picture, watch } from '../../helpers/browser/browse.ts';
import { type Camera, findChromium, openBrowser } from '../../helpers/browser/chromium.ts';
import { wrongTexts } from '../../helpers/browser/texts.ts';
import { describeIf } from '../../helpers/need.ts';
import { serveSite } from '../../helpers/site/served.ts';

setDefaultTimeout(180_000);

const chromium = findChromium();
const MB = 1_048_576;
const FORM = 'form[action="/account/edit"]';

/** 24 megapixels in 6 MB, lying on its side as phones store it: red above, blue below. */
async function phonePicture(): Promise<Buffer> {
  const colour = (background: string, width: number) => ({
    create: { width, height: 4284, channels: 3 as const, background },
  });
  const jpeg = await sharp(colour('#f22', 5712))
    .composite([{ input: colour('#22f', 2856), left: 2856, top: 0 }])
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toBuffer();
  return Buffer.concat([jpeg, Buffer.alloc(6 * MB - jpeg.length)]);
}

describeIf(chromium, 'the picture of a profile', 'chromium is not installed (apt-get install chromium)', () => {
  let site: Awaited<ReturnType<typeof serveSite>>;
  let camera: Camera;
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-picture-'));
  /** The browser reads files by their paths. What a test hands it as bytes travels as text. */
  const [taken, heic, tooLarge, muchTooLarge] = ['IMG_0001.JPG', 'IMG_0002.HEIC', 'IMG_0003.JPG', 'IMG_0004.JPG'].map(
    (name) => join(folder, name),
  ) as [string, string, string, string];
  beforeAll(async () => {
    writeFileSync(taken, await phonePicture());
    for (const path of [heic, tooLarge]) writeFileSync(path, Buffer.alloc(AVATAR.limit + 1));
    writeFileSync(muchTooLarge, Buffer.alloc(AVATAR.limit + 8 * MB));
    site = await serveSite({}, {}, true);
    camera = await openBrowser(chromium!);
  });
  afterAll(async () => {
    await camera?.close();
    await site?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  let people = 0;
  type Options = { locale: string; javaScriptEnabled?: boolean };
  /** Tests with the same options share a window. */
  const windows = new Map<string, { page: Page; problems: string[] }>();
  async function open(options: Options) {
    const context = await camera.browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
    return { problems: watch(context), page: await context.newPage() };
  }
  /** Somebody who has typed a city into the form. */
  async function typing(options: Options, body: (page: Page) => Promise<void>) {
    const key = JSON.stringify(options);
    const { page, problems } = windows.get(key) ?? (await open(options));
    windows.set(key, { page, problems });
    await page.context().clearCookies();
    await arrive(page.context(), site, `person.${people++}`);
    await page.goto(`${site.url}/account/edit`);
    await page.locator('[name=city]').fill('Ulm');
    await body(page);
    expect(problems).toEqual([]);
  }
  const choose = (page: Page, path: string) => page.locator('[name=avatar]').setInputFiles(path);
  const send = (page: Page) => page.locator(`${FORM} .actions button`).click();

  test('is made smaller before it is sent, and stays upright', async () => {
    await typing({ locale: 'en-US' }, async (page) => {
      const posted = page.waitForRequest((request) => request.method() === 'POST');
      await choose(page, taken);
      // At once: the form waits for the picture.
      await send(page);
      const body = (await posted).postDataBuffer();
      await page.waitForURL(/done=profile/);
      expect(await page.locator('main').textContent()).toContain('Ulm');
      expect((body?.length ?? 0) < MB).toBe(true);
      const [avatar] = await site.deps.db.select().from(avatars);
      const { data, info } = await sharp(avatar!.image).raw().toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([512, 512]);
      const [top, bottom] = [data.subarray(0, 3), data.subarray(data.length - info.channels)];
      expect([top[0]! > 200, top[2]! < 80, bottom[0]! < 80, bottom[2]! > 200]).toEqual([true, true, true, true]);
    });
  });

  test.each([
    ['en-US', 'larger than 16 MB', (page: Page) => accessibility(page)],
    ['zh-CN', '图片超过了 16 MB', wrongTexts],
  ] as const)(
    'is not sent where the browser cannot make it smaller, and nothing typed is lost (%s)',
    async (locale, words, wrongWith) => {
      await typing({ locale }, async (page) => {
        expect(await page.locator('[data-picture-too-large]').isVisible()).toBe(false);
        await choose(page, heic);
        await page.getByText(words).waitFor();
        expect(await page.locator('[name=avatar]').inputValue()).toBe('');
        expect(await wrongWith(page)).toEqual([]);
        expect(await overflows(page)).toBe(false);
        await picture(page, `picture-too-large-${locale.slice(0, 2)}`);
        await send(page);
        await page.waitForURL(/done=profile/);
        expect(await page.locator('main').textContent()).toContain('Ulm');
      });
    },
  );

  test('without a script is taken up to the limit', async () => {
    await typing({ locale: 'en-US', javaScriptEnabled: false }, async (page) => {
      await choose(page, taken);
      await send(page);
      await page.waitForURL(/done=profile/);
    });
  });

  test('without a script and over the limit is refused beside all that was typed', async () => {
    await typing({ locale: 'en-US', javaScriptEnabled: false }, async (page) => {
      await choose(page, tooLarge);
      await send(page);
      await page.locator('[aria-invalid=true][name=avatar]').waitFor();
      expect(await page.locator('[name=city]').inputValue()).toBe('Ulm');
      await picture(page, 'picture-refused-en');
      await choose(page, muchTooLarge);
      await send(page);
      await page.locator('.error-page').waitFor();
      await page.locator('.error-page form button').click();
      await page.waitForURL(/done=profile/);
      expect(await page.locator('main').textContent()).toContain('Ulm');
    });
  });
});
