/** What settings mean, in the person's language. */
import type { Locale } from './index.ts';
import { settings as chinese } from './zh/settings.ts';

/** A setting that has no translation yet is told in English. */
export function meaningOf(locale: Locale, { env, meaning }: { env: string; meaning: string }): string {
  const translated = Object.hasOwn(chinese, env) ? chinese[env] : undefined;
  return locale === 'zh' && translated ? translated : meaning;
}
