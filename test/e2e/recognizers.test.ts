/**
 * What an operator can set about the decision, in a real browser: another recognizer, without anybody enrolling again,
 * and the user name before the face.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { cameraIsOpen, openCamera } from '../helpers/browser/browse.ts';
import { type Camera, findChromium, openBrowser } from '../helpers/browser/chromium.ts';
import { LOCALES, openLooks } from '../helpers/browser/looks.ts';
import { enrollMember } from '../helpers/browser/member.ts';
import { lookedAt } from '../helpers/browser/outlast.ts';
import { type Clips, findClips } from '../helpers/camera/clips.ts';
import { enrolledData } from '../helpers/data/enrolled.ts';
import { describeIf } from '../helpers/need.ts';
import { type Inside, startInside } from '../helpers/server/inside.ts';

setDefaultTimeout(120_000);

const chromium = findChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const missing = 'missing' in found ? found.missing : '';
const clips = 'clips' in found ? found.clips : ({} as Clips);
const PASSWORD = 'seven small stones';

describeIf(!missing, 'the decision as it is set', missing, () => {
  let data: string;
  let camera: Camera;
  let server: Inside | undefined;

  async function serve(env: Record<string, string>): Promise<string> {
    await server?.close();
    server = await startInside({ data, env: { FACELOGIN_LIVENESS: 'off', ...env } });
    return server.url;
  }

  /** The sign-in page in a browser of its own, the face of the other sitting before the camera. */
  async function atCamera(url: string, body: (page: Page) => Promise<void>, file = clips.cap13_edit2): Promise<void> {
    camera.show(file);
    const context = await camera.browser.newContext({ locale: 'en-US' });
    const page = await context.newPage();
    await page.goto(`${url}/login?with=face`);
    await body(page).finally(() => context.close());
  }
  const open = openCamera;
  const signedIn = (page: Page) => page.waitForURL(({ pathname }) => pathname === '/account');

  beforeAll(async () => {
    camera = await openBrowser(chromium!, clips.cap13_edit2);
    data = await enrolledData(clips);
  });
  afterAll(async () => {
    await camera?.close();
    await server?.stop();
  });

  test('who was enrolled under one recognizer is signed in by the other after a restart', async () => {
    const url = await serve({
      FACELOGIN_RECOGNIZER: 'lbph',
      FACELOGIN_TARGET_FMR: '0.01',
      FACELOGIN_IDENTIFICATION: 'always',
    });
    expect(server!.deps.vision.status()).toMatchObject({ people: 1, templates: 5 });
    await atCamera(url, async (page) => {
      await open(page);
      await signedIn(page);
      expect(await page.locator('main').textContent()).toContain('auduno');
    });
    await enrollMember(url, { username: 'franck', password: PASSWORD, clip: clips.franck, count: 12 });
  });

  test('with the name first, the camera opens for a name, and the face is compared with that person alone', async () => {
    const url = await serve({ FACELOGIN_IDENTIFICATION: 'never' });
    expect(server!.deps.vision.status()).toMatchObject({ people: 2, templates: 10 });
    await atCamera(url, async (page) => {
      await open(page);
      expect(
        await page.locator('#face-name input').evaluate((input) => input === input.ownerDocument.activeElement),
      ).toBe(true);
      expect(await cameraIsOpen(page)).toBe(false);
      await page.locator('#face-name input').fill('Auduno');
      await page.locator('#face-name input').press('Enter');
      await signedIn(page);
    });
    await atCamera(url, async (page) => {
      await page.locator('#face-name input').fill('franck');
      await open(page);
      await lookedAt(page);
      expect(new URL(page.url()).pathname).toBe('/login');
    });
  });

  test('the page that asks for the name first is in order in every look', async () => {
    const { url } = server!;
    const inLanguage = openLooks(camera);
    for (const locale of LOCALES) {
      await inLanguage(locale, async ({ page, look }) => {
        await page.goto(`${url}/login?with=face`);
        await look('login-name-first');
      });
    }
  });
});
