/**
 * What an operator can set about the decision, in a real browser: another recognizer, without anybody enrolling again,
 * and the user name before the face.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { cameraIsOpen, openCamera } from '../helpers/browser/browse.ts';
import { type Camera, findChromium, openBrowser } from '../helpers/browser/chromium.ts';
import { LOCALES, openLooks } from '../helpers/browser/looks.ts';
import { enrollMember } from '../helpers/browser/member.ts';
import { type Clips, findClips } from '../helpers/camera/clips.ts';
import { describeIf } from '../helpers/need.ts';
import { type Server, startServer } from '../helpers/server/server.ts';
import { until } from '../helpers/until.ts';

setDefaultTimeout(120_000);

const chromium = findChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const missing = 'missing' in found ? found.missing : '';
const clips = 'clips' in found ? found.clips : ({} as Clips);
const PASSWORD = 'seven small stones';

describeIf(!missing, 'the decision as it is set', missing, () => {
  const data = mkdtempSync(join(tmpdir(), 'facelogin-recognizers-'));
  let camera: Camera;
  let server: Server | undefined;

  async function serve(env: Record<string, string>): Promise<string> {
    await server?.stop();
    server = await startServer({ env: { FACELOGIN_DATA: data, FACELOGIN_LIVENESS: 'off', ...env } });
    return `http://localhost:${server.port}`;
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
    const url = await serve({});
    await enrollMember(url, { username: 'auduno', password: PASSWORD, clip: clips.cap12_edit });
    await enrollMember(url, { username: 'franck', password: PASSWORD, clip: clips.franck });
  });
  afterAll(async () => {
    await camera?.close();
    await server?.stop();
    rmSync(data, { recursive: true, force: true });
  });

  test('who was enrolled under one recognizer is signed in by the other after a restart', async () => {
    const url = await serve({
      FACELOGIN_RECOGNIZER: 'lbph',
      FACELOGIN_TARGET_FMR: '0.01',
      FACELOGIN_IDENTIFICATION: 'always',
    });
    // The line after the one that it counts as started by.
    await until(() => server!.output().includes('2 people enrolled, 10 templates.'));
    await atCamera(url, async (page) => {
      await open(page);
      await signedIn(page);
      expect(await page.locator('main').textContent()).toContain('auduno');
    });
  });

  test('with the name first, the camera opens for a name, and the face is compared with that person alone', async () => {
    const url = await serve({ FACELOGIN_IDENTIFICATION: 'never' });
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
      // Twelve frames, three decisions: enough for anybody who is let in.
      for (let frame = 0; frame < 12; frame++) {
        await page.waitForResponse((response) => response.url().endsWith('/login/face/frame'));
      }
      expect(new URL(page.url()).pathname).toBe('/login');
    });
  });

  test('the page that asks for the name first is in order in every look', async () => {
    const url = `http://localhost:${server!.port}`;
    const inLanguage = openLooks(camera);
    for (const locale of LOCALES) {
      await inLanguage(locale, async ({ page, look }) => {
        await page.goto(`${url}/login?with=face`);
        await look('login-name-first');
      });
    }
  });
});
