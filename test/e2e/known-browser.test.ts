/**
 * A server with more people than it looks for a face among: whoever has signed in once in a browser needs no name for their face there, and elsewhere
 * the page says why it asks.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { BrowserContext, Page } from 'playwright-core';
import { enrollPeople } from '../../lab/bench/enroll.ts';
import { loadConfig } from '../../src/config.ts';
import { cameraIsOpen, openCamera } from '../helpers/browser/browse.ts';
import { type Camera, findChromium, openBrowser } from '../helpers/browser/chromium.ts';
import { RECORDED } from '../helpers/browser/journey.ts';
import { outlast } from '../helpers/browser/outlast.ts';
import { type Clips, findClips } from '../helpers/camera/clips.ts';
import { enrolledData, ENROLLED as PERSON } from '../helpers/data/enrolled.ts';
import { describeIf } from '../helpers/need.ts';
import { type Inside, startInside } from '../helpers/server/inside.ts';
import { KEY } from '../helpers/server/running.ts';

/** A browser takes its time on a busy machine. */
setDefaultTimeout(180_000);

/** More than the 79 among whom the default settings look for a face alone. */
const PEOPLE = 80;
const chromium = findChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };

describeIf('clips' in found, 'a browser that knows its people', 'missing' in found ? found.missing : '', () => {
  const clips = 'clips' in found ? found.clips : ({} as Clips);
  let server: Inside;
  let camera: Camera;
  let url: string;

  beforeAll(async () => {
    const data = await enrolledData(clips);
    const env = { ...RECORDED, FACELOGIN_TEMPLATE_KEY: KEY, FACELOGIN_DATA: data };
    await enrollPeople(loadConfig(env), PEOPLE);
    server = await startInside({ env, data });
    url = server.url;
    camera = await openBrowser(chromium!, clips.cap13_edit2);
  });
  afterAll(async () => {
    await camera?.close();
    await server?.stop();
  });

  async function open(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${url}/login?with=face&next=/account`);
    return page;
  }

  test('elsewhere asks for the name, says why in a sentence, and does not open the camera without one', async () => {
    const context = await camera.browser.newContext({ locale: 'en-US' });
    const page = await open(context);
    expect(await page.locator('main').textContent()).toContain('your name comes before your face');
    expect(await page.locator('[name=username]').isVisible()).toBe(true);
    await openCamera(page);
    expect(await page.locator('[name=username]:invalid').count()).toBe(1);
    await context.close();
  });

  test('lets the person in by the face alone, shows no name, and lets nobody else in', async () => {
    const context = await camera.browser.newContext({ locale: 'en-US' });
    const page = await context.newPage();
    await page.goto(`${url}/login?with=password`);
    await page.locator('[name=username]').fill(PERSON.username);
    await page.locator('[name=password]').fill(PERSON.password);
    await page.locator('form[action="/login"] [type=submit]').click();
    await page.waitForURL(({ pathname }) => pathname === '/account');
    await page.locator('form[action="/logout"] button').click();
    await page.waitForURL(`${url}/`);

    await page.goto(`${url}/login?with=face&next=/account`);
    expect(await page.locator('[name=username]').isVisible()).toBe(false);
    expect(await page.locator('main').textContent()).not.toContain(PERSON.username);
    expect(await page.locator('summary').textContent()).toContain('Not your device?');
    const began = performance.now();
    await openCamera(page);
    await page.waitForURL(({ pathname }) => pathname === '/account');
    process.stdout.write(`signed in ${((performance.now() - began) / 1000).toFixed(1)} s after the camera button\n`);

    await page.locator('form[action="/logout"] button').click();
    await page.waitForURL(`${url}/`);
    camera.show(clips.franck);
    await page.goto(`${url}/login?with=face&next=/account`);
    await openCamera(page);
    await outlast(page, server);
    const ended = page.locator('[data-ended]');
    await ended.waitFor();
    expect(await ended.locator('[data-retry]').count()).toBe(1);
    expect(await ended.locator('a[href*="with=password"]').count()).toBe(1);
    expect(await ended.textContent()).not.toMatch(/fail|score|distance|unknown|denied|\d/i);
    expect(await cameraIsOpen(page)).toBe(false);
    expect((await context.cookies()).some(({ name }) => name === 'session')).toBe(false);
    expect(await page.locator('main').textContent()).not.toContain(PERSON.username);
    await page.locator('summary').click();
    expect(await page.locator('[name=username]').isVisible()).toBe(true);
    await context.close();
  });
});
