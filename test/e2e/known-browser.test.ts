/**
 * A server with 1,000 people: whoever has signed in once in a browser needs no name for their face there, and elsewhere
 * the page says why it asks.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { enrollPeople } from '../../lab/bench/enroll.ts';
import { loadConfig } from '../../src/config.ts';
import { openCamera } from '../helpers/browser/browse.ts';
import { type Camera, findChromium, openBrowser } from '../helpers/browser/chromium.ts';
import { RECORDED } from '../helpers/browser/journey.ts';
import { enrollMember } from '../helpers/browser/member.ts';
import { type Clips, findClips } from '../helpers/camera/clips.ts';
import { putBlank } from '../helpers/data/blank.ts';
import { describeIf } from '../helpers/need.ts';
import { KEY } from '../helpers/server/running.ts';
import { startServer } from '../helpers/server/server.ts';

/** A browser and a refusal that lasts 30 seconds take their time on a busy machine. */
setDefaultTimeout(180_000);

const PEOPLE = 1_000;
const PERSON = { username: 'auduno', password: 'seven small stones' };
const chromium = findChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };

describeIf('clips' in found, 'a browser that knows its people', 'missing' in found ? found.missing : '', () => {
  const clips = 'clips' in found ? found.clips : ({} as Clips);
  let server: Awaited<ReturnType<typeof startServer>>;
  let camera: Camera;
  let url: string;

  beforeAll(async () => {
    const data = mkdtempSync(join(tmpdir(), 'facelogin-known-'));
    const env = { ...RECORDED, FACELOGIN_TEMPLATE_KEY: KEY, FACELOGIN_DATA: data };
    await putBlank(data);
    await enrollPeople(loadConfig(env), PEOPLE);
    server = await startServer({ env });
    url = `http://localhost:${server.port}`;
    await enrollMember(url, { ...PERSON, clip: clips.cap12_edit });
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
    await page.locator('[data-ended]').waitFor();
    expect(await page.locator('main').textContent()).not.toContain(PERSON.username);
    await page.locator('summary').click();
    expect(await page.locator('[name=username]').isVisible()).toBe(true);
    await context.close();
  });
});
