/**
 * What a real browser shows where a request of htmx is refused or gets no answer: lists and charts stay as they were and
 * say what is wrong, the camera of enrollment leads on and back. Both languages; pictures are in test-results/screens.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import type { BrowserContext, Page } from 'playwright-core';
import { users } from '../../../src/db/schema.ts';
import { arrive } from '../../helpers/browser/arrive.ts';
import { accessibility, cameraIsOpen, openCamera, overflows, picture, watch } from '../../helpers/browser/browse.ts';
import { type Camera, findChromium, openBrowser } from '../../helpers/browser/chromium.ts';
import { COLOUR, colours } from '../../helpers/browser/colours.ts';
import { LAYOUT } from '../../helpers/browser/looks.ts';
import { wrongTexts } from '../../helpers/browser/texts.ts';
import { type Clips, findClips } from '../../helpers/camera/clips.ts';
import { describeIf } from '../../helpers/need.ts';
import { serveSite } from '../../helpers/site/served.ts';
import { PASSWORD } from '../../helpers/site/site.ts';

setDefaultTimeout(180_000);

const chromium = findChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const missing = 'missing' in found ? found.missing : '';
const clips = 'clips' in found ? found.clips : ({} as Clips);

const FIVE_MINUTES = 5 * 60_000;
const LOOKS = [
  {
    locale: 'en-US',
    scheme: 'light',
    size: { width: 390, height: 844 },
    /** Where there is least room. Chinese has the same parts: it is asked for what its texts decide. */
    check: (page: Page) => accessibility(page, { without: COLOUR, also: LAYOUT }),
    texts: { signIn: 'Sign in first', silent: 'did not answer', other: 'You are signed in as' },
  },
  {
    locale: 'zh-CN',
    scheme: 'dark',
    size: { width: 1280, height: 800 },
    check: wrongTexts,
    texts: { signIn: '请先登录', silent: '服务器没有回应', other: '这个浏览器现在登录的是' },
  },
] as const;

describeIf(!missing, 'a refused request of htmx', missing, () => {
  let site: Awaited<ReturnType<typeof serveSite>>;
  let camera: Camera;
  beforeAll(async () => {
    site = await serveSite({}, {}, true);
    camera = await openBrowser(chromium!, clips.cap12_edit);
  });
  afterAll(async () => {
    await camera?.close();
    await site?.stop();
  });

  for (const { locale, scheme, size, texts, check } of LOOKS) {
    const language = locale.slice(0, 2);
    const username = `anna.${language}`;
    const problem = (page: Page) => page.locator('.problem-place [data-error]');

    let context: BrowserContext | undefined;
    let problems: string[] = [];
    async function open(): Promise<BrowserContext> {
      const options = { locale, colorScheme: scheme, viewport: size, reducedMotion: 'reduce' } as const;
      context = await camera.browser.newContext(options);
      problems = watch(context);
      return context;
    }
    /** The tests of a language share a window, so that each has a page that has run before. */
    async function browse(
      body: (page: Page, look: (name: string) => Promise<void>, context: BrowserContext) => Promise<void>,
    ): Promise<void> {
      const at = context ?? (await open());
      await at.clearCookies();
      const page = at.pages()[0] ?? (await at.newPage());
      const look = async (name: string) => {
        const wrong = [...(await check(page)), ...(await colours(page))];
        problems.push(...wrong.map((line) => `${name}: ${line}`));
        if (await overflows(page)) problems.push(`${name}: wider than the window`);
        await picture(page, `refusal-${name}-${language}-${scheme}-${size.width}`);
      };
      await body(page, look, at);
      expect(problems).toEqual([]);
    }

    const signOut = async (context: BrowserContext) => context.clearCookies({ name: 'session' });
    async function givePassword(page: Page): Promise<void> {
      await page.locator('form [name=password]').fill(PASSWORD);
      await page.locator('form [name=password]').press('Enter');
    }
    async function signIn(page: Page, next: string, name = username): Promise<void> {
      await page.goto(`${site.url}/login?with=password&next=${next}`);
      await page.locator('[name=username]').fill(name);
      await givePassword(page);
    }

    test(`leaves a list as it was and says what to do (${locale})`, async () => {
      await browse(async (page, look, context) => {
        await arrive(context, site, username, { confirmed: true });
        await site.deps.db.update(users).set({ role: 'admin' }).where(eq(users.username, username));
        await page.goto(`${site.url}/admin/people`);
        await page.locator('#results tbody tr').first().waitFor();
        const before = await page.locator('#results').textContent();
        const unchanged = async () => expect(await page.locator('#results').textContent()).toBe(before);

        await site.hangUp();
        await page.locator('[name=name]').fill('an');
        await problem(page).getByText(texts.silent).waitFor();
        await unchanged();
        await look('list-silent');
        const again = problem(page).locator('a');
        expect(await again.getAttribute('href')).toBe('/admin/people?name=an&state=');
        site.listenAgain();
        // The ways back are the same in every language.
        if (language === 'en') {
          await again.click();
          await page.waitForURL(/name=an/);
          await page.locator('#results tbody tr').first().waitFor();
          expect(await problem(page).count()).toBe(0);

          site.setAway(true);
          await page.locator('[name=name]').fill('a');
          await problem(page).getByText(texts.silent).waitFor();
          expect(await page.locator('body').textContent()).not.toContain('Bad Gateway');
          await unchanged();
          site.setAway(false);
        }

        const session = await context.cookies();
        await signOut(context);
        await page.locator('[name=name]').fill('ann');
        await problem(page).getByText(texts.signIn).waitFor();
        await unchanged();
        expect(await page.locator('[name=name]').inputValue()).toBe('ann');
        await look('list-signed-out');
        if (language === 'en') {
          await problem(page).locator('a').click();
          await page.waitForURL(/\/login\?/);
          await page.locator('[data-way=password]').click();
          await page.locator('[name=username]').fill(username);
          await givePassword(page);
          await page.waitForURL(/\/account\/confirm/);
          await givePassword(page);
          await page.waitForURL((at) => at.pathname + at.search === '/admin/people?name=ann&state=');
          expect(await page.locator('[name=name]').inputValue()).toBe('ann');

          site.deps.clock.forward(FIVE_MINUTES);
          await page.locator('[name=name]').fill('anna');
          await page.waitForURL(/\/account\/confirm/);
          await givePassword(page);
          await page.waitForURL((at) => at.search === '?name=anna&state=');
        } else await context.addCookies(session);
        await page.goto(`${site.url}/admin`);
        await signOut(context);
        await page.locator('.ranges a').last().click();
        await problem(page).getByText(texts.signIn).waitFor();
        expect(await page.locator('#charts .card').count()).toBe(3);
        // In sight, although the charts are far below the top of the page.
        const { y, height } = (await problem(page).boundingBox())!;
        expect([y >= 0, y + height <= size.height]).toEqual([true, true]);
        await look('charts-signed-out');
      });
    });

    test(`at the camera of enrollment leads on and back (${locale})`, async () => {
      await browse(async (page, look, context) => {
        const result = page.locator('#enroll-result [data-error]');
        const record = async () => {
          await openCamera(page);
          await page.locator('[data-record]').click();
          await result.waitFor();
          expect(await cameraIsOpen(page)).toBe(false);
        };
        const begin = async () => {
          await page.locator('[name=consent]').check();
          await givePassword(page);
          await page.locator('[data-camera-open]').waitFor();
        };
        await arrive(context, site, `${username}.face`);
        await page.goto(`${site.url}/enroll`);
        await begin();
        // A recording takes three seconds: each language has some of the refusals.
        if (language === 'zh') {
          await signOut(context);
          await record();
          expect(await result.textContent()).toContain(texts.signIn);
          await look('enroll-signed-out');
          await result.locator('a').click();
          await page.waitForURL(/\/login\?next=%2Fenroll/);
          await signIn(page, '/enroll', `${username}.face`);
          await page.locator('[name=consent]').waitFor();
          return;
        }
        site.deps.clock.forward(FIVE_MINUTES);
        await record();
        await look('enroll-password');
        await result.locator('a').click();
        await begin();

        await arrive(context, site, `${username}.other`);
        await record();
        expect(await result.textContent()).toContain(texts.other);
        await look('enroll-other-person');
        await result.locator('a').click();
        await page.locator('[name=consent]').waitFor();
      });
    });

    /** Signs in in another tab, and sends what is on the page of the refusal. */
    async function sendAgain(page: Page, context: BrowserContext): Promise<void> {
      const opened = context.waitForEvent('page');
      await page.locator('.error-page a[target=_blank]').click();
      const tab = await opened;
      await signIn(tab, '/account', `${username}.form`);
      await tab.waitForURL(/\/account$/);
      await tab.close();
      await page.locator('.error-page form button').click();
      await page.waitForURL(/\/account\?done=profile/);
      expect(await page.locator('main').textContent()).toContain('Ulm');
      await page.goto(`${site.url}/account/edit`);
      expect(await page.locator('[name=description]').inputValue()).toBe('one\ntwo');
    }

    test(`a form after the session has ended keeps what was typed (${locale})`, async () => {
      await browse(async (page, look, context) => {
        await arrive(context, site, `${username}.form`);
        const session = await context.cookies();
        await page.goto(`${site.url}/account/edit`);
        await page.locator('[name=city]').fill('Ulm');
        await page.locator('[name=description]').fill('one\ntwo');
        await signOut(context);
        await page.locator('form[action="/account/edit"] .actions button').click();
        await page.getByText(texts.signIn).first().waitFor();
        await look('form-signed-out');
        if (language === 'zh') await context.addCookies(session);
        else await sendAgain(page, context);

        await page.goto(`${site.url}/account/edit`);
        await page.locator('[name=city]').fill('Oslo');
        await arrive(context, site, `${username}.another`);
        await page.locator('form[action="/account/edit"] .actions button').click();
        await page.getByText(texts.other).first().waitFor();
        await look('form-other-person');
        expect(await (await context.request.get(`${site.url}/account`)).text()).not.toContain('Oslo');
      });
    });
  }
});
