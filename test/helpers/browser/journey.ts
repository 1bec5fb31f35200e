/**
 * The journey of a newcomer, in a real browser whose camera plays real clips: register, enroll after the password, sign
 * out, sign in by face in another recording. Another person fails to sign in. Every way to run the server has the same
 * journey.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { BrowserContext, Page } from 'playwright-core';
import { type Clips, findClips } from '../camera/clips.ts';
import { describeIf } from '../need.ts';
import { cameraIsOpen, openCamera, watch } from './browse.ts';
import { type Camera, findWholeChromium, openBrowser } from './chromium.ts';

const chromium = findWholeChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };

/** A running server: its address, and how to stop it and the programs beside it. */
export type Site = { url: string; stop(): Promise<void> };
/** Settings for a camera that plays clips. A clip cannot follow a challenge (see challenge.test.ts). */
export const RECORDED = { FACELOGIN_LIVENESS: 'off' };
/** The same on a server with as many vision workers as it takes by itself. */
export const JOURNEY = { ...RECORDED, FACELOGIN_VISION_WORKERS: 'auto' };

/** One way to run the server. `missing`: what this machine lacks for it, if anything. */
export type Way = { name: string; missing?: string | false; start(): Promise<Site> };

const PERSON = { username: 'auduno', password: 'seven small stones', name: 'Audun Ø.' };

async function hasSession(context: BrowserContext): Promise<boolean> {
  return (await context.cookies()).some(({ name }) => /^(__Host-)?session$/.test(name));
}

/** Declares the tests of the journey for one way to run the server. They share one browser and one account. */
export function describeJourney(way: Way): void {
  const missing = 'missing' in found ? found.missing : way.missing;
  describeIf(!missing, `the journey: ${way.name}`, missing || '', () => {
    let site: Site;
    let camera: Camera;
    let context: BrowserContext;
    let page: Page;
    let reported: string[] = [];
    const clips = 'clips' in found ? found.clips : ({} as Clips);

    const open = (path: string) => page.goto(site.url + path);
    const path = () => new URL(page.url()).pathname;
    const submit = (form: string) =>
      page.locator(`form[action="${form}"] [type=submit], form[action="${form}"] button:not([type])`).last().click();

    beforeAll(async () => {
      site = await way.start();
      camera = await openBrowser(chromium!, clips.cap12_edit);
      context = await camera.browser.newContext({ locale: 'en-US', ignoreHTTPSErrors: site.url.startsWith('https:') });
      reported = watch(context);
      page = await context.newPage();
    });
    afterAll(async () => {
      await camera?.close();
      await site?.stop();
    });

    test('a newcomer registers and is signed in', async () => {
      await open('/');
      await page.locator('a[href="/register"]').first().click();
      await page.locator('[name=username]').fill(PERSON.username);
      await page.locator('[name=display_name]').fill(PERSON.name);
      await page.locator('[name=password]').fill(PERSON.password);
      await submit('/register');
      await page.waitForURL(/\/account(\?|$)/);
      expect(await page.locator('main').textContent()).toContain(PERSON.name);
      const cookies = await context.cookies();
      const session = cookies.find(({ name }) => /session$/.test(name));
      const https = site.url.startsWith('https:');
      expect(session).toMatchObject({ name: https ? '__Host-session' : 'session', httpOnly: true, secure: https });
    });

    test('enrollment needs the password again, and a wrong one opens no camera', async () => {
      await open('/enroll');
      expect(await page.locator('[data-camera]').count()).toBe(0);
      await page.locator('form [name=password]').fill('not my password');
      await page.locator('[name=consent]').check();
      await submit('/enroll/password');
      await page.locator('[aria-invalid=true][name=password]').waitFor();
      expect(await page.locator('[data-camera]').count()).toBe(0);
    });

    test('a clip of one person enrolls them, and the page shows the kept pictures', async () => {
      camera.show(clips.cap12_edit);
      await page.locator('form [name=password]').fill(PERSON.password);
      await page.locator('[name=consent]').check();
      await submit('/enroll/password');
      await openCamera(page);
      await page.locator('[data-record]').click();
      await page.locator('[data-enrolled]').waitFor();
      const crops = page.locator('[data-enrolled] img');
      expect(await crops.count()).toBeGreaterThanOrEqual(3);
      expect(await crops.first().getAttribute('src')).toStartWith('data:image/jpeg;base64,');
      expect(await cameraIsOpen(page)).toBe(false);
    });

    test('signing out ends the session', async () => {
      await page.locator('form[action="/logout"] button').click();
      await page.waitForURL(`${site.url}/`);
      expect(await hasSession(context)).toBe(false);
      await open('/account');
      expect(path()).toBe('/login');
    });

    test('the same person in another recording signs in by face and lands where they wanted to go', async () => {
      camera.show(clips.cap13_edit2);
      await open('/login?with=face&next=/account/edit');
      expect(await cameraIsOpen(page)).toBe(false);
      await openCamera(page);
      await page.waitForURL((url) => url.pathname === '/account/edit');
      expect(await hasSession(context)).toBe(true);
      expect(await page.locator('[name=display_name]').inputValue()).toBe(PERSON.name);
    });

    test('the stop button stops an open camera', async () => {
      await page.locator('form[action="/logout"] button').click();
      camera.show(clips.franck);
      await open('/login?with=face');
      await openCamera(page);
      await page.waitForResponse((response) => response.url().endsWith('/login/face/frame'));
      expect(await cameraIsOpen(page)).toBe(true);
      await page.locator('[data-camera-stop]').click();
      await page.waitForFunction(`![...document.querySelectorAll('video')].some((v) => v.srcObject?.active)`);
    });

    test('somebody else fails to sign in within 30 seconds and can try again or use the password', async () => {
      await context.clearCookies();
      await open('/login?with=face&next=/account');
      await openCamera(page);
      const ended = page.locator('[data-ended]');
      await ended.waitFor();
      expect(await ended.locator('[data-retry]').count()).toBe(1);
      expect(await ended.locator('a[href*="with=password"]').count()).toBe(1);
      expect(await ended.textContent()).not.toMatch(/fail|score|distance|unknown|denied|\d/i);
      expect(await cameraIsOpen(page)).toBe(false);
      expect(await hasSession(context)).toBe(false);
      expect(path()).toBe('/login');
    });

    test('the password is always a way in', async () => {
      await page.locator('[data-ended] a[href*="with=password"]').click();
      await page.locator('[name=username]').fill(PERSON.username);
      await page.locator('[name=password]').fill(PERSON.password);
      await submit('/login');
      await page.waitForURL(/\/account(\?|$)/);
      expect(await hasSession(context)).toBe(true);
    });

    test('no page of the journey broke the content security policy or threw', () => {
      expect(reported).toEqual([]);
    });
  });
}
