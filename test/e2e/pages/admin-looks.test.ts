/**
 * The administrator's pages with the records of some weeks, in every look: no violation of axe-core's rules or of the
 * content security policy, nothing wider than the screen, nothing in the other language. `TEST_SCREENS=1` leaves
 * pictures in test-results/screens.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { BrowserContext, Page } from 'playwright-core';
import { fillRecords } from '../../../lab/bench/admin/rows.store.ts';
import { newSetupCode } from '../../../src/admin/setup/setup-code.ts';
import { livenessPolicy } from '../../../src/vision/liveness/rule.ts';
import { type Camera, findChromium, openBrowser } from '../../helpers/browser/chromium.ts';
import { type InLanguage, LOCALES, type Look, openLooks } from '../../helpers/browser/looks.ts';
import { describeIf } from '../../helpers/need.ts';
import { testConfig } from '../../helpers/site/deps.ts';
import { serveSite } from '../../helpers/site/served.ts';
import { PASSWORD } from '../../helpers/site/site.ts';
import { fillWebhooks } from '../../helpers/site/webhook-rows.ts';

setDefaultTimeout(180_000);

const chromium = findChromium();
const KEY = '07'.repeat(32);
/** Words of English sentences: on a Chinese page only names, settings and commands are in Latin letters. */
const ENGLISH = /\b(the|is|are|was|were|with|from|nobody|people|attempts?|method|passive|face|console|ready)\b/;

/** Every text of the page but for what programs say and what is typed, as an expression for the browser. */
const TEXTS = `(() => {
  const copy = document.querySelector('main').cloneNode(true);
  for (const literal of copy.querySelectorAll('code, input, [translate=no]')) literal.remove();
  const texts = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) found.push(texts.currentNode.textContent);
  return found;
})()`;

/** People and attempts of one page of their lists, and events of more than one. */
const AMOUNTS = { people: 12, attempts: 30, events: 60 };

describeIf(chromium, "the administrator's pages", 'chromium is not installed (apt-get install chromium)', () => {
  let site: Awaited<ReturnType<typeof serveSite>>;
  let camera: Camera;
  let inLanguage: InLanguage;
  let cookies: Awaited<ReturnType<BrowserContext['cookies']>>;
  const url = (path: string) => `${site.url}${path}`;

  beforeAll(async () => {
    // Nobody listens on this port.
    const env = { FACELOGIN_MODELS_URL: 'http://127.0.0.1:9' };
    site = await serveSite(env, { liveness: await livenessPolicy(testConfig(env)) }, true);
    await fillRecords(site.deps.db, AMOUNTS, site.deps.clock());
    await fillWebhooks(site.deps.db, KEY, site.deps.clock());
    camera = await openBrowser(chromium!);
    inLanguage = openLooks(camera);
  });
  afterAll(async () => {
    await camera?.close();
    await site?.stop();
  });

  async function untranslated(page: Page, language: string): Promise<string[]> {
    if (language !== 'zh') return [];
    const texts = await page.evaluate<string[]>(TEXTS);
    return texts.filter((text) => ENGLISH.test(text)).map((text) => `not translated: ${text}`);
  }

  /** What an address alone shows, in every look. */
  const inEveryLook = (body: (page: Page, lookInBoth: Look) => Promise<void>) =>
    inLanguage('en-US', ({ page, lookInBoth }) => body(page, (name) => lookInBoth(`admin-${name}`)), {
      ...{ cookies, inspect: untranslated },
    });

  /** What a form or a script shows: a page of its own for each language. */
  async function inEachLanguage(body: (page: Page, look: Look) => Promise<void>) {
    for (const locale of LOCALES) {
      await inLanguage(locale, ({ page, look }) => body(page, (name) => look(`admin-${name}`)), {
        ...{ cookies, inspect: untranslated },
      });
    }
  }

  test('the first one, where nobody is administrator yet', async () => {
    await inEveryLook(async (page, look) => {
      await page.goto(url('/setup'));
      await look('setup');
    });
    const context = await camera.browser.newContext({ locale: 'en-US' });
    const page = await context.newPage();
    await page.goto(url('/setup'));
    await page.locator('[name=code]').fill((await newSetupCode(site.deps))!);
    await page.locator('[name=username]').fill('root');
    await page.locator('[name=password]').fill(PASSWORD);
    await page.locator('[name=password]').press('Enter');
    await page.waitForURL('**/admin');
    cookies = await context.cookies();
    await context.close();
  });

  test('what there is to read', async () => {
    await inEveryLook(async (page, look) => {
      for (const [name, path] of [
        ['overview', '/admin'],
        ['people', '/admin/people'],
        ['groups', '/admin/groups'],
        ['applications', '/admin/applications'],
        ['application-new', '/admin/applications/new'],
        ['application-form', '/admin/applications/new/settings?preset=immich&address=https://photos.example.com'],
        ['webhooks', '/admin/webhooks'],
        ['webhook-new', '/admin/webhooks/new'],
        ['kiosks', '/admin/kiosks'],
        ['kiosk-new', '/admin/kiosks/new'],
        ['attempts', '/admin/attempts'],
        ['audit', '/admin/audit'],
        ['setting-choice', '/admin/settings/FACELOGIN_LIVENESS'],
        ['setting-at-start', '/admin/settings/FACELOGIN_RECOGNIZER'],
        ['setup-steps', '/admin/setup'],
        ['setup-language', '/admin/setup/language'],
        ['setup-networks', '/admin/setup/networks'],
        ['setup-sign-in', '/admin/setup/sign-in'],
        ['self-test', '/admin/self-test'],
      ] as const) {
        await page.goto(url(path));
        await look(name);
      }
    });
  });

  test('what the server finds out when it is asked', async () => {
    await inEachLanguage(async (page, look) => {
      await page.goto(url('/admin/doctor'));
      await page.locator('.findings li').first().waitFor();
      await look('doctor');
      await page.goto(url('/admin/setup/address'));
      await page.locator('.findings li').first().waitFor();
      await look('setup-address');
    });
  });

  test('a setting that is made weaker, one that cannot be used, and one that is saved', async () => {
    const save = (page: Page) => page.locator('form[action^="/admin/settings/"] [type=submit]').first().click();
    await inEachLanguage(async (page, look) => {
      await page.goto(url('/admin/settings/FACELOGIN_LIVENESS'));
      await page.locator('[name=value][value=off]').check();
      await save(page);
      await page.locator('form [name=password]').waitFor();
      await look('setting-weaker');
      await page.goto(url('/admin/settings/FACELOGIN_ATTEMPT_DAYS'));
      await page.locator('[name=value]').fill('soon');
      await save(page);
      await page.locator('#value-error').waitFor();
      await look('setting-wrong');
    });
    await inEveryLook(async (page, look) => {
      await page.goto(url('/admin/settings/FACELOGIN_ATTEMPT_DAYS'));
      await page.locator('[name=value]').fill('60');
      await save(page);
      await page.locator('[role=status]').waitFor();
      await look('settings-saved');
      await page.goto(url('/admin/settings/FACELOGIN_ATTEMPT_DAYS'));
      await look('setting-changed');
    });
  });

  test('a download of the networks that fails', async () => {
    await inEachLanguage(async (page, look) => {
      await page.goto(url('/admin/setup/networks'));
      await page.locator('form[action="/admin/setup/networks"] [type=submit]').click();
      await page.locator('#networks .notice-error').waitFor();
      await page.locator('#networks summary').click();
      await look('setup-networks-failed');
    });
  });

  test('one attempt, one person, and the links made for somebody', async () => {
    let person = '';
    await inEveryLook(async (page, look) => {
      await page.goto(url('/admin/attempts?outcome=accepted'));
      await page.locator('#results tbody a').first().click();
      await page.waitForURL(/\/admin\/attempts\/[0-9a-f-]{36}$/);
      await look('attempt');
      await page.goto(url('/admin/people?name=person7'));
      await page.locator('#results tbody a').first().click();
      await page.waitForURL(/\/admin\/people\/[0-9a-f-]{36}$/);
      person = page.url();
      await look('person');
    });
    await inEachLanguage(async (page, look) => {
      await page.goto(person);
      await page.locator('form[action$="/reset-link"] button').click();
      await page.waitForURL(/\/reset-link$/);
      await look('reset-link');
      await page.goto(url('/admin/people'));
      await page.locator('form[action="/admin/invites"] button').click();
      await page.waitForURL(/\/admin\/invites$/);
      await look('invite-link');
    });
  });

  test('one webhook, one delivery, and its new secret', async () => {
    let webhook = '';
    await inEveryLook(async (page, look) => {
      await page.goto(url('/admin/webhooks'));
      await page.locator('#results tbody a, .table tbody a').first().click();
      await page.waitForURL(/\/admin\/webhooks\/[0-9a-f-]{36}$/);
      webhook = page.url();
      const delivery = url((await page.locator('#results tbody a').nth(1).getAttribute('href'))!);
      await look('webhook');
      await page.goto(delivery);
      expect(page.url()).toMatch(/\/deliveries\/[0-9a-f-]{36}$/);
      await look('delivery');
      await page.goto(`${webhook}/remove`);
      await look('webhook-remove');
    });
    await inEachLanguage(async (page, look) => {
      await page.goto(webhook);
      await page.locator('form[action$="/secret"] button').click();
      await page.waitForURL(/\/secret$/);
      await look('webhook-secret');
    });
  });

  test('what a person sees who is given a link for a new password', async () => {
    let link = '';
    await inLanguage(
      'en-US',
      async ({ page }) => {
        await page.goto(url('/admin/people?name=person8'));
        await page.locator('#results tbody a').first().click();
        await page.locator('form[action$="/reset-link"] button').click();
        await page.waitForURL(/\/reset-link$/);
        link = /http\S+\/reset\S+/.exec(await page.content())![0].replace(/["'<].*$/, '');
      },
      { cookies },
    );
    cookies = [];
    await inEveryLook(async (page, look) => {
      await page.goto(link.replace(/^https?:\/\/[^/]+/, url('')));
      await look('reset');
    });
  });
});
