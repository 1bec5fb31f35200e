/**
 * Passkeys in a real browser with a virtual authenticator, on both runtimes, where everybody has to have one: set up at
 * registration, shown after the password and after the face, used alone; recovery codes in their place.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { BrowserContext, Page } from 'playwright-core';
import { accessibility, openCamera, overflows, picture, watch } from '../helpers/browser/browse.ts';
import { type Camera, findChromium, openBrowser } from '../helpers/browser/chromium.ts';
import { RECORDED } from '../helpers/browser/journey.ts';
import { type VirtualAuthenticator, virtualAuthenticator } from '../helpers/browser/virtual-authenticator.ts';
import { type Clips, findClips } from '../helpers/camera/clips.ts';
import { describeIf } from '../helpers/need.ts';
import { type Server, startServer } from '../helpers/server/server.ts';

/** A browser, a server and an enrollment take their time on a busy machine. */
setDefaultTimeout(180_000);

const chromium = findChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const missing = 'missing' in found ? found.missing : '';
const clips = 'clips' in found ? found.clips : ({} as Clips);

const PASSWORD = 'seven small stones';

for (const node of [false, true]) {
  describeIf(!missing, `passkeys on ${node ? 'Node' : 'Bun'}`, missing, () => {
    let server: Server;
    let camera: Camera;
    let context: BrowserContext;
    let page: Page;
    let authenticator: VirtualAuthenticator;
    let reported: string[];
    let codes: string[];

    const url = (path: string) => `http://localhost:${server.port}${path}`;
    const at = (path: string) => page.waitForURL((here) => here.pathname === path);
    const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
    const problem = (where: Page) => where.locator('[data-passkey-problem]:not([hidden])');

    beforeAll(async () => {
      server = await startServer({ node, env: { ...RECORDED, FACELOGIN_SECOND_FACTOR: 'all' } });
      camera = await openBrowser(chromium!, clips.cap12_edit);
      context = await camera.browser.newContext({ locale: 'en-US' });
      reported = watch(context);
      page = await context.newPage();
      authenticator = await virtualAuthenticator(page);
    });
    afterAll(async () => {
      await camera?.close();
      await server?.stop();
    });

    async function signOut() {
      await press('Sign out');
      await at('/');
    }

    async function givePassword(next: string) {
      await authenticator.touch(false);
      await page.goto(url(`/login?with=password&next=${next}`));
      await page.locator('[name=username]').fill('anna');
      await page.locator('[name=password]').fill(PASSWORD);
      await page.locator('[name=password]').press('Enter');
      await at('/login/second');
      await authenticator.touch(true);
    }

    test('a newcomer sets one up before anything else, and keeps recovery codes', async () => {
      await page.goto(url('/register'));
      await page.locator('[name=username]').fill('anna');
      await page.locator('[name=display_name]').fill('Anna');
      await page.locator('[name=password]').fill(PASSWORD);
      await page.locator('[name=password]').press('Enter');
      await at('/account/passkeys/add');
      await page.goto(url('/account/edit'));
      await at('/account/passkeys/add');
      await page.locator('[name=name]').fill('Laptop');
      await press('Add passkey');
      await at('/account/passkeys/codes');
      expect(await authenticator.credentials()).toHaveLength(1);
      await press('Make codes');
      codes = await page.locator('.codes code').allTextContents();
      expect(codes).toHaveLength(10);
      await page.getByRole('link', { name: 'I have saved them' }).click();
      await at('/account/edit');
    });

    test('a second one on the same device is refused in plain words', async () => {
      await page.goto(url('/account/passkeys/add'));
      await press('Add passkey');
      expect(await problem(page).textContent()).toContain('This device already keeps a passkey');
    });

    test('after the password the passkey opens the way to where one was going', async () => {
      await signOut();
      await givePassword('/account/edit');
      expect((await context.cookies()).map(({ name }) => name)).not.toContain('session');
      await press('Use your passkey');
      await at('/account/edit');
    });

    test('the passkey alone signs in, and an owner who is not recognised does not', async () => {
      await signOut();
      await page.goto(url('/login?with=face&next=/account/edit'));
      await authenticator.recognise(false);
      await press('Use a passkey');
      expect(await problem(page).textContent()).toContain('No passkey was used');
      await authenticator.recognise(true);
      await press('Use a passkey');
      await at('/account/edit');
    });

    test('the field for the name offers it, and choosing it signs in', async () => {
      await signOut();
      await page.goto(url('/login?with=password&next=/account/edit'));
      await at('/account/edit');
    });

    test('after the face the passkey is asked as well', async () => {
      await page.goto(url('/enroll'));
      await page.locator('form [name=password]').fill(PASSWORD);
      await page.locator('[name=consent]').check();
      await page.locator('form [name=password]').press('Enter');
      await openCamera(page);
      await page.locator('[data-record]').click();
      await page.locator('[data-enrolled]').waitFor();
      await signOut();
      camera.show(clips.cap13_edit2);
      await page.goto(url('/login?with=face&next=/account/edit'));
      await openCamera(page);
      await at('/login/second');
      expect((await context.cookies()).map(({ name }) => name)).not.toContain('session');
      await press('Use your passkey');
      await at('/account/edit');
    });

    test('the second step is readable in both languages, wide and on a phone', async () => {
      await signOut();
      await givePassword('/account/edit');
      const found: string[] = [];
      // Another page: the tools that look at one take its authenticator away.
      const other = await context.newPage();
      await other.goto(url('/login/second'));
      for (const language of ['中文', 'English']) {
        await other.getByRole('button', { name: language }).click();
        await other.locator('summary').click();
        for (const width of [1280, 390]) {
          await other.setViewportSize({ width, height: 844 });
          found.push(...(await accessibility(other)));
          if (await overflows(other)) found.push(`wider than ${width}`);
          await picture(other, `second-${language}-${width}`);
        }
      }
      await other.close();
      expect(found).toEqual([]);
    });

    test('without the passkey a recovery code lets in, once, and the page says so', async () => {
      await page.goto(url('/login/second'));
      await authenticator.remove();
      await page.locator('summary').click();
      await page.locator('[name=code]').fill('not a code');
      await press('Sign in with this code');
      await page.locator('[aria-invalid=true][name=code]').waitFor();
      await page.locator('[name=code]').fill(codes[0]!);
      await press('Sign in with this code');
      await at('/account/passkeys');
      expect(await page.locator('[role=status]').textContent()).toContain('Codes left: 9.');
    });

    test('a new device takes the place of the lost one, which signs nobody in any more', async () => {
      authenticator = await virtualAuthenticator(page);
      await page.getByRole('link', { name: 'Add a passkey' }).click();
      await at('/account/confirm');
      await page.locator('[name=password]').fill(PASSWORD);
      await page.locator('[name=password]').press('Enter');
      await at('/account/passkeys/add');
      await page.locator('[name=name]').fill('Phone');
      await press('Add passkey');
      await at('/account/passkeys');
      await page.getByRole('link', { name: 'Change Laptop' }).click();
      await press('Remove passkey');
      await at('/account/passkeys');
      expect(await page.locator('.sessions strong').allTextContents()).toEqual(['Phone']);
      await page.getByRole('link', { name: 'Change Phone' }).click();
      await page.locator('[name=name]').fill('My phone');
      await press('Save name');
      await at('/account/passkeys');
      expect(await page.locator('.sessions strong').allTextContents()).toEqual(['My phone']);
    });

    test('a removed passkey that a device still keeps is refused', async () => {
      await page.goto(url('/account/passkeys/add'));
      const other = await context.newPage();
      const second = await virtualAuthenticator(other);
      await other.goto(url('/account/passkeys/add'));
      await other.locator('[name=name]').fill('Tablet');
      await other.getByRole('button', { name: 'Add passkey' }).click();
      await other.waitForURL(url('/account/passkeys?done=added'));
      await other.getByRole('link', { name: 'Change Tablet' }).click();
      await other.getByRole('button', { name: 'Remove passkey' }).click();
      await other.waitForURL(url('/account/passkeys?done=removed'));
      expect(await second.credentials()).toHaveLength(1);
      await other.goto(url('/login?with=face'));
      await other.getByRole('button', { name: 'Use a passkey' }).click();
      expect(await problem(other).textContent()).toContain('That passkey did not work here');
      await other.close();
    });

    test('an administrator removes lost passkeys; a face then leads to the password, and that to a new one', async () => {
      const office = await camera.browser.newContext({ locale: 'en-US' });
      const desk = await office.newPage();
      await desk.goto(url('/setup'));
      const [code] = /[0-9A-Z]{5}(-[0-9A-Z]{5}){3}/.exec(server.output())!;
      await desk.locator('[name=code]').fill(code);
      await desk.locator('[name=username]').fill('otto');
      await desk.locator('[name=password]').fill(PASSWORD);
      await desk.locator('[name=password]').press('Enter');
      await desk.waitForURL(/\/account\/passkeys\/add/);
      await virtualAuthenticator(desk);
      await desk.getByRole('button', { name: 'Add passkey' }).click();
      await desk.waitForURL(/\/account\/passkeys\/codes/);
      await desk.goto(url('/admin/people'));
      await desk.getByRole('link', { name: 'anna' }).click();
      await desk.getByText('Remove the passkeys…').click();
      await desk.getByRole('button', { name: 'Remove the passkeys for good' }).click();
      await desk.getByText('The passkeys and recovery codes are removed.').waitFor();
      await picture(desk, 'admin-passkeys-removed');
      await office.close();

      await page.goto(url('/account'));
      await at('/login');
      await authenticator.touch(false);
      camera.show(clips.cap13_edit2);
      await page.goto(url('/login?with=face&next=/account/edit'));
      await openCamera(page);
      await page.locator('[data-stay]').getByRole('link', { name: 'Use password' }).waitFor();
      await picture(page, 'face-password-first');
      await page.locator('[data-stay] a').click();
      await page.locator('[name=username]').fill('anna');
      await page.locator('[name=password]').fill(PASSWORD);
      await page.locator('[name=password]').press('Enter');
      await at('/account/passkeys/add');
      await authenticator.touch(true);
      await press('Add passkey');
      await at('/account/passkeys/codes');
      await page.getByRole('link', { name: 'Not now' }).click();
      await at('/account/edit');
    });

    test('no page broke the content security policy or threw', () => {
      expect(reported).toEqual([]);
    });
  });
}
