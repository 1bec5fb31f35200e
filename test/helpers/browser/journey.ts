/**
 * The journey of a newcomer, in a real browser whose camera plays real clips: register, enroll after the password, sign
 * out, sign in by face in another recording. Each runtime has the same journey, and then goes a way of its own.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { BrowserContext, Page } from 'playwright-core';
import { type Clips, findClips } from '../camera/clips.ts';
import { describeIf } from '../need.ts';
import { cameraIsOpen, openCamera, watch } from './browse.ts';
import { type Camera, openBrowser } from './chromium.ts';

/** A running server: its address, and how to stop it and the programs beside it. */
export type Site = { url: string; stop(): Promise<void> };
/** Settings for a camera that plays clips. A clip cannot follow a challenge (see challenge.test.ts). */
export const RECORDED = { FACELOGIN_LIVENESS: 'off' };

/**
 * One way to run the server. `chromium`: the path of the browser, if there is one. `missing`: what else this machine
 * lacks for it, if anything.
 */
export type Way = { name: string; chromium: string | undefined; missing?: string | false; start(): Promise<Site> };

export const PERSON = { username: 'auduno', password: 'seven small stones', name: 'Audun Ø.' };

export type Journey = {
  site: Site;
  camera: Camera;
  clips: Clips;
  context: BrowserContext;
  page: Page;
  open(path: string): Promise<unknown>;
  /** The path of the page. */
  path(): string;
  submit(form: string): Promise<void>;
  hasSession(): Promise<boolean>;
  signOut(): Promise<void>;
};

async function openJourney(on: Journey, way: Way, clips: Clips): Promise<string[]> {
  const site = await way.start();
  const camera = await openBrowser(way.chromium!, clips.cap12_edit);
  const context = await camera.browser.newContext({ locale: 'en-US' });
  const reported = watch(context);
  const page = await context.newPage();
  Object.assign(on, {
    ...{ site, camera, clips, context, page },
    open: (path) => page.goto(site.url + path),
    path: () => new URL(page.url()).pathname,
    submit: (form) =>
      page.locator(`form[action="${form}"] [type=submit], form[action="${form}"] button:not([type])`).last().click(),
    hasSession: async () => (await context.cookies()).some(({ name }) => name === 'session'),
    async signOut() {
      await page.locator('form[action="/logout"] button').click();
      await page.waitForURL(`${site.url}/`);
    },
  } satisfies Journey);
  return reported;
}

/**
 * Declares the tests of the journey for one way to run the server. They share one browser and one account.
 * @param more declares the tests that follow, of somebody who is signed in by face.
 */
export function describeJourney(way: Way, more: (on: Journey) => void): void {
  const found = way.chromium
    ? findClips()
    : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
  const missing = 'missing' in found ? found.missing : way.missing;
  describeIf(!missing, `the journey: ${way.name}`, missing || '', () => {
    const on = {} as Journey;
    const clips = 'clips' in found ? found.clips : ({} as Clips);
    let reported: string[] = [];

    beforeAll(async () => {
      reported = await openJourney(on, way, clips);
    });
    afterAll(async () => {
      await on.camera?.close();
      await on.site?.stop();
    });

    describeNewcomer(on);
    more(on);
    test('no page of the journey broke the content security policy or threw', () => {
      expect(reported).toEqual([]);
    });
  });
}

function describeNewcomer(on: Journey): void {
  test('a newcomer registers and is signed in', async () => {
    await on.open('/');
    await on.page.locator('a[href="/register"]').first().click();
    await on.page.locator('[name=username]').fill(PERSON.username);
    await on.page.locator('[name=display_name]').fill(PERSON.name);
    await on.page.locator('[name=password]').fill(PERSON.password);
    await on.submit('/register');
    await on.page.waitForURL(/\/account(\?|$)/);
    expect(await on.page.locator('main').textContent()).toContain(PERSON.name);
    const session = (await on.context.cookies()).find(({ name }) => /session$/.test(name));
    expect(session).toMatchObject({ name: 'session', httpOnly: true, secure: false });
  });

  test('enrollment needs the password again, and a wrong one opens no camera', async () => {
    await on.open('/enroll');
    expect(await on.page.locator('[data-camera]').count()).toBe(0);
    await on.page.locator('form [name=password]').fill('not my password');
    await on.page.locator('[name=consent]').check();
    await on.submit('/enroll/password');
    await on.page.locator('[aria-invalid=true][name=password]').waitFor();
    expect(await on.page.locator('[data-camera]').count()).toBe(0);
  });

  test('a clip of one person enrolls them, and the page shows the kept pictures', async () => {
    on.camera.show(on.clips.cap12_edit);
    await on.page.locator('form [name=password]').fill(PERSON.password);
    await on.page.locator('[name=consent]').check();
    await on.submit('/enroll/password');
    await openCamera(on.page);
    await on.page.locator('[data-record]').click();
    await on.page.locator('[data-enrolled]').waitFor();
    const crops = on.page.locator('[data-enrolled] img');
    expect(await crops.count()).toBeGreaterThanOrEqual(3);
    expect(await crops.first().getAttribute('src')).toStartWith('data:image/jpeg;base64,');
    expect(await cameraIsOpen(on.page)).toBe(false);
  });

  test('signing out ends the session', async () => {
    await on.signOut();
    expect(await on.hasSession()).toBe(false);
    await on.open('/account');
    expect(on.path()).toBe('/login');
  });

  test('the same person in another recording signs in by face and lands where they wanted to go', async () => {
    on.camera.show(on.clips.cap13_edit2);
    await on.open('/login?with=face&next=/account/edit');
    expect(await cameraIsOpen(on.page)).toBe(false);
    await openCamera(on.page);
    await on.page.waitForURL((url) => url.pathname === '/account/edit');
    expect(await on.hasSession()).toBe(true);
    expect(await on.page.locator('[name=display_name]').inputValue()).toBe(PERSON.name);
  });
}
