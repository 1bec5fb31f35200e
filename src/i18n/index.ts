/** The texts of every page, by language. A key that is missing in one language does not compile. */
import { en } from './en/index.ts';
import { zh } from './zh/index.ts';

export const LOCALES = ['en', 'zh'] as const;
export type Locale = (typeof LOCALES)[number];
export type MessageKey = keyof typeof en;
export type Vars = Record<string, string | number>;
/** The text of a key in the person's language, with `{name}` filled from `vars`. */
export type Translate = (key: MessageKey, vars?: Vars) => string;

const catalogues: Record<Locale, Record<MessageKey, string>> = { en, zh };

/**
 * A translator for one language. A missing variable stays visible as `{name}`.
 * @param siteName stands in place of the product's name in the frame of a page.
 */
export function translator(locale: Locale, siteName?: string): Translate {
  return (key, vars = {}) => {
    if (siteName !== undefined && key === 'app.name') return siteName;
    return catalogues[locale][key].replace(/\{(\w+)\}/g, (whole, name) => String(vars[name] ?? whole));
  };
}

export function isLocale(text: string | undefined): text is Locale {
  return (LOCALES as readonly string[]).includes(text ?? '');
}
