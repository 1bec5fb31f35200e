/**
 * Every look of a page: both languages, light and dark, in the window of a laptop and of a phone. A page is loaded once
 * for each language; window and colour scheme change while it is open.
 */
import { expect } from 'bun:test';
import type { BrowserContext, Page } from 'playwright-core';
import { accessibility, overflows, picture, TAKES_PICTURES, watch } from './browse.ts';
import type { Camera } from './chromium.ts';

/** A window of a laptop and one of a phone, CSS pixels. */
const WINDOWS = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;
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
};

/**
 * Whether a page is checked in this look. Each language checks both windows and both schemes, and both languages
 * together check every pair of them.
 */
function isChecked(language: string, wide: boolean, light: boolean): boolean {
  return (wide === light) === (language === 'en');
}

/** Lists violations of axe-core's rules, and whether the page is wider than the window. */
async function wrongWith(page: Page, where: string): Promise<string[]> {
  const wrong = (await accessibility(page)).map((line) => `${where}: ${line}`);
  if (await overflows(page)) wrong.push(`${where}: wider than the window`);
  return wrong;
}

export type Look = Opened['look'];
export type InLanguage = (
  locale: Locale,
  body: (opened: Opened) => Promise<void>,
  options?: { cookies?: Cookies; inspect?: Inspect | undefined },
) => Promise<void>;
type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;
/** Lists what else is wrong with the page. */
type Inspect = (page: Page) => Promise<string[]>;

/** Makes the function that looks at a page in each look which its language checks. */
function lookerAt(page: Page, language: string, problems: string[], inspect?: Inspect): Look {
  return async (name) => {
    expect(await page.locator('html').getAttribute('lang')).toStartWith(language);
    problems.push(...((await inspect?.(page)) ?? []).map((line) => `${name}: ${line}`));
    for (const colorScheme of SCHEMES) {
      for (const size of WINDOWS) {
        const checked = isChecked(language, size === WINDOWS[0], colorScheme === 'light');
        if (!checked && !TAKES_PICTURES) continue;
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(size);
        const where = `${name}-${language}-${colorScheme}-${size.width}`;
        if (checked) problems.push(...(await wrongWith(page, where)));
        await picture(page, where);
      }
    }
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
    await body({ page, context, language, look: lookerAt(page, language, problems, inspect) });
    expect(problems).toEqual([]);
  };
}
