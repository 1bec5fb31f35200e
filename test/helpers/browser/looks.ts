/**
 * The looks of a page: both languages, light and dark, in the window of a laptop and of a phone. A page is loaded once
 * for each language; window and colour scheme change while it is open.
 */
import { expect } from 'bun:test';
import type { BrowserContext, Page } from 'playwright-core';
import { accessibility, ask, overflows, picture, TAKES_PICTURES, watch } from './browse.ts';
import type { Camera } from './chromium.ts';
import { COLOUR, colours } from './colours.ts';
import { wrongTexts } from './texts.ts';

/** A window of a laptop and one of a phone, CSS pixels. */
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };
const WINDOWS = [WIDE, NARROW];
const SCHEMES = ['light', 'dark'] as const;

export const LOCALES = ['en-US', 'zh-CN'] as const;
export type Locale = (typeof LOCALES)[number];

/** What is opened in one language. */
export type Opened = {
  page: Page;
  context: BrowserContext;
  /** `en` or `zh`. */
  language: string;
  /** Notes what is wrong with the page as it is. `name`: of its pictures. */
  look(name: string): Promise<void>;
  /**
   * Looks at a page in English that its address alone makes, and then at the Chinese one of this address. Its body takes
   * the place of the English one: the sheets and scripts of a page of its own would cost three times as much.
   */
  lookInBoth(name: string): Promise<void>;
};

/** What depends on the width of the window. */
export const LAYOUT = ['target-size', 'scrollable-region-focusable'];

/** `check` lists what is wrong with the page. */
type Check = { size: typeof WIDE; scheme: (typeof SCHEMES)[number]; check: (page: Page) => Promise<string[]> };

const width = async (page: Page) => ((await overflows(page)) ? ['wider than the window'] : []);
const wideColours = async (page: Page) => [...(await colours(page)), ...(await width(page))];
const ALL = { without: COLOUR, also: LAYOUT };
const rules = async (page: Page) => [...(await accessibility(page, ALL)), ...(await width(page))];
const texts = async (page: Page) => [...(await wrongTexts(page)), ...(await width(page))];

/**
 * What is checked in which look, by language. English has every rule: those of colours where all of a page is shown, the
 * others where there is least room. Chinese has the same parts and colours: it is asked for what its texts decide.
 */
const CHECKS: Record<string, Check[]> = {
  en: [
    { size: NARROW, scheme: 'dark', check: rules },
    { size: WIDE, scheme: 'dark', check: colours },
    { size: WIDE, scheme: 'light', check: wideColours },
  ],
  zh: [
    { size: NARROW, scheme: 'dark', check: texts },
    { size: WIDE, scheme: 'light', check: width },
  ],
};

/** Puts the Chinese page of this address into the document. */
const IN_CHINESE = `(async () => {
  const headers = { 'Accept-Language': 'zh-CN', Accept: 'text/html' };
  const answer = await fetch(location.href, { headers });
  const { documentElement, title, body } = new DOMParser().parseFromString(await answer.text(), 'text/html');
  document.documentElement.lang = documentElement.lang;
  document.title = title;
  document.body.replaceWith(document.adoptNode(body));
})()`;

async function takePictures(page: Page, name: string): Promise<void> {
  for (const colorScheme of SCHEMES) {
    for (const size of WINDOWS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      await picture(page, `${name}-${colorScheme}-${size.width}`);
    }
  }
}

export type Look = Opened['look'];
export type InLanguage = (
  locale: Locale,
  body: (opened: Opened) => Promise<void>,
  options?: { cookies?: Cookies; inspect?: Inspect | undefined },
) => Promise<void>;
type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;
/** Lists what else is wrong with the page in a language, `en` or `zh`. */
type Inspect = (page: Page, language: string) => Promise<string[]>;

/** Makes the function that looks at a page in each look which its language checks. */
function lookerAt(page: Page, problems: string[], inspect?: Inspect) {
  return async (name: string, language: string) => {
    expect(await ask<string>(page, 'document.documentElement.lang')).toStartWith(language);
    problems.push(...((await inspect?.(page, language)) ?? []).map((line) => `${name}: ${line}`));
    const checks = CHECKS[language]!;
    // A look begins as the one before it ended, so there is nothing to change first.
    const begun = page.viewportSize()?.width === checks.at(-1)!.size.width;
    for (const { size, scheme, check } of begun ? checks.toReversed() : checks) {
      await page.emulateMedia({ colorScheme: scheme });
      if (page.viewportSize()?.width !== size.width) await page.setViewportSize(size);
      problems.push(...(await check(page)).map((line) => `${name}-${language}-${scheme}-${size.width}: ${line}`));
    }
    if (TAKES_PICTURES) await takePictures(page, `${name}-${language}`);
  };
}

/**
 * Looks at pages in this browser. A language has one page, which each `body` gets with no cookies but `cookies`. Nothing
 * that a look notes or the browser reports may be left at its end.
 */
export function openLooks(camera: Camera): InLanguage {
  const opened = new Map<Locale, { page: Page; problems: string[] }>();
  async function open(locale: Locale) {
    const context = await camera.browser.newContext({ locale, reducedMotion: 'reduce' });
    return { problems: watch(context), page: await context.newPage() };
  }
  return async (locale, body, { cookies = [], inspect } = {}) => {
    const { page, problems } = opened.get(locale) ?? (await open(locale));
    opened.set(locale, { page, problems });
    const [context, language] = [page.context(), locale.slice(0, 2)];
    await context.clearCookies();
    await context.addCookies(cookies);
    problems.length = 0;
    const at = lookerAt(page, problems, inspect);
    const lookInBoth = async (name: string) => {
      await at(name, 'en');
      await ask(page, IN_CHINESE);
      await at(name, 'zh');
    };
    await body({ page, context, language, look: (name) => at(name, language), lookInBoth });
    expect(problems).toEqual([]);
  };
}
