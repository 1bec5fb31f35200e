/**
 * A computer without a camera and a phone, in two real browsers by https behind Caddy: the phone enrolls the person and
 * signs the computer in, and every page of both looks as it should.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core';
import decodeQR from 'qr/decode.js';
import sharp from 'sharp';
import { accessibility, openCamera, picture, watch } from '../helpers/browser/browse.ts';
import { type Camera, findChromium, LESS_WORK, openBrowser } from '../helpers/browser/chromium.ts';
import { RECORDED } from '../helpers/browser/journey.ts';
import { type InLanguage, LOCALES, openLooks } from '../helpers/browser/looks.ts';
import { type Clips, findClips } from '../helpers/camera/clips.ts';
import { describeIf } from '../helpers/need.ts';
import { type Caddy, findCaddy, startCaddy } from '../helpers/server/caddy.ts';
import { type Inside, startInside } from '../helpers/server/inside.ts';
import { freePort } from '../helpers/server/server.ts';

/** Two browsers and a server take their time on a busy machine. */
setDefaultTimeout(240_000);

const [chromium, caddy] = [findChromium(), findCaddy()];
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const missing =
  'missing' in found ? found.missing : caddy ? '' : 'caddy is not installed (Debian: apt-get install caddy)';
const clips = 'clips' in found ? found.clips : ({} as Clips);
const PERSON = { username: 'auduno', password: 'seven small stones', name: 'Audun Ø.' };
/** The certificate is of Caddy's own authority. */
const TRUSTING = { ignoreHTTPSErrors: true };

/** Points a phone at the screen. */
async function scan(desktop: Page): Promise<string> {
  const code = desktop.locator('svg.qr');
  await code.waitFor();
  const { data, info } = await sharp(await code.screenshot())
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return decodeQR({ data: new Uint8Array(data), width: info.width, height: info.height });
}

const numberOn = async (page: Page) => (await page.locator('[data-number]').textContent())!;
/** Chooses a number without a mouse. */
async function press(page: Page, number: string): Promise<void> {
  await page.locator(`button[name=number][value="${number}"]`).focus();
  await page.keyboard.press('Enter');
}

describeIf(!missing, 'a phone as the camera of a computer without one', missing, () => {
  let [server, front]: [Inside | undefined, Caddy | undefined] = [undefined, undefined];
  let camera: Camera;
  let blind: Browser;
  let url: string;
  let [desktop, phone]: Page[] = [];
  const reported: string[][] = [];

  async function pageOf(browser: {
    newContext: Browser['newContext'] | Camera['browser']['newContext'];
  }): Promise<Page> {
    const context: BrowserContext = await browser.newContext({ ...TRUSTING, locale: 'en-US' });
    context.setDefaultTimeout(120_000);
    reported.push(watch(context));
    return context.newPage();
  }

  beforeAll(async () => {
    const port = await freePort();
    url = `https://facelogin.test:${port}`;
    server = await startInside({ env: { ...RECORDED, FACELOGIN_PUBLIC_URL: url } });
    front = await startCaddy(caddy!, port, server.port, {
      FACELOGIN_DOMAIN: `localhost:${port}, facelogin.test:${port}`,
    });
    camera = await openBrowser(chromium!, clips.cap12_edit);
    blind = await playwright.launch({
      executablePath: chromium!,
      chromiumSandbox: process.getuid?.() !== 0,
      ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
      args: ['--host-resolver-rules=MAP *.test 127.0.0.1', ...LESS_WORK],
    });
    [desktop, phone] = [await pageOf(blind), await pageOf(camera.browser)];
  });
  afterAll(async () => {
    await blind?.close();
    await camera?.close();
    await front?.stop();
    await server?.stop();
  });

  test('enrolls the person at the computer, where the code is there without a click', async () => {
    await desktop!.goto(`${url}/register`);
    await desktop!.locator('[name=username]').fill(PERSON.username);
    await desktop!.locator('[name=display_name]').fill(PERSON.name);
    await desktop!.locator('[name=password]').fill(PERSON.password);
    await desktop!.locator('form[action="/register"] [type=submit]').click();
    await desktop!.waitForURL(({ pathname }) => pathname !== '/register');
    const session = (await desktop!.context().cookies()).find(({ name }) => /session$/.test(name));
    expect(session).toMatchObject({ name: '__Host-session', httpOnly: true, secure: true });
    await desktop!.goto(`${url}/enroll`);
    await desktop!.locator('[name=consent]').check();
    await desktop!.locator('[name=password]').fill(PERSON.password);
    await desktop!.locator('form[action="/enroll/password"] [type=submit]').click();

    await phone!.goto(await scan(desktop!));
    await phone!.locator('[data-asks]').waitFor();
    expect(phone!.url()).toBe(`${url}/phone`);
    expect(await phone!.locator('[data-asks]').textContent()).toContain(`for the account ${PERSON.name}`);
    expect([await accessibility(phone!), await accessibility(desktop!)]).toEqual([[], []]);
    await picture(phone!, 'phone-shows-number');
    await desktop!.locator('button[name=number]').first().waitFor();
    expect(await accessibility(desktop!)).toEqual([]);
    await picture(desktop!, 'phone-desktop-chooses');
    await press(desktop!, await numberOn(phone!));
    await openCamera(phone!);
    await phone!.locator('[data-record]').click();
    await phone!.locator('[data-enrolled]').waitFor();
    await desktop!.locator('[data-enrolled]').waitFor();
    await picture(phone!, 'phone-enrolled');
    await picture(desktop!, 'phone-desktop-enrolled');
    expect(await desktop!.locator('#stepper [aria-current]').textContent()).toContain('Done');
  });

  test('signs the computer in, in another recording, and not the phone', async () => {
    await desktop!.goto(`${url}/account`);
    await desktop!.locator('form[action="/logout"] button').click();
    await desktop!.waitForURL(`${url}/`);
    camera.show(clips.cap13_edit2);
    await desktop!.goto(`${url}/login?next=/account/edit`);
    await phone!.goto(await scan(desktop!));
    const number = await numberOn(desktop!);
    // The tab shows the former hand-off until the new code is opened.
    await phone!.locator('[data-asks]', { hasText: /on Linux, [\d.:a-f]+, wants to sign in/ }).waitFor();
    const began = performance.now();
    await openCamera(phone!);
    await phone!.locator(`button[name=number][value="${number}"]`).waitFor();
    await press(phone!, number);
    await desktop!.waitForURL(({ pathname }) => pathname === '/account/edit');
    process.stdout.write(
      `signed in ${((performance.now() - began) / 1000).toFixed(1)} s after the phone's camera button\n`,
    );
    const names = async (page: Page) => (await page.context().cookies()).map(({ name }) => name);
    expect(await names(desktop!)).toContain('__Host-session');
    expect(await names(phone!)).not.toContain('__Host-session');
    expect(await phone!.locator('main').textContent()).toContain('On this phone you are not');
  });

  test('a code that was used, on the tab that is still open, says so', async () => {
    await phone!.goto(`${url}/phone#used-long-ago`);
    await phone!.getByText('This code is over').waitFor();
    expect(phone!.url()).toBe(`${url}/phone`);
  });

  test('nothing broke the content security policy or threw', () => {
    expect(reported.flat()).toEqual([]);
  });

  const looks = (): InLanguage => {
    const newContext: Camera['browser']['newContext'] = (options) =>
      camera.browser.newContext({ ...options, ...TRUSTING });
    return openLooks({ ...camera, browser: { newContext } });
  };

  test.each(LOCALES)('every page of both sides (%s)', async (locale) => {
    const [atDesktop, atPhone] = [looks(), looks()];
    camera.show(clips.cap13_edit2);
    await atDesktop(locale, async ({ page: screen, look }) => {
      await screen.goto(`${url}/login?with=face`);
      await screen.waitForLoadState();
      await look('phone-offered');
      await screen.locator('[data-use-phone]').first().click();
      const address = await scan(screen);
      await look('phone-code');
      await atPhone(locale, async ({ page, look: lookAtPhone }) => {
        await page.goto(`${url}/phone`);
        await lookAtPhone('phone-blank');
        await page.goto(address);
        await page.locator('[data-asks]').waitFor();
        await lookAtPhone('phone-asks');
        await screen.locator('svg.qr').waitFor({ state: 'detached' });
        await look('phone-opened');
        await openCamera(page);
        await page.locator('button[name=number]').first().waitFor();
        await lookAtPhone('phone-number');
        await screen.getByText(locale === 'en-US' ? 'Your face was accepted.' : '面容已通过。').waitFor();
        await look('phone-recognised');
        await page.locator('button[value="0"]').click();
        await page.waitForLoadState();
        await lookAtPhone('phone-ended');
        await screen.locator('[data-over]').waitFor();
        await look('phone-over');
      });
    });
  });
});
