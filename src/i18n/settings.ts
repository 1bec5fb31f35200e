/** The meaning of settings in the person's language. */
import type { Locale } from './index.ts';
import { settings as chinese } from './zh/settings.ts';

/** The meaning of one setting: in English where there is no translation yet. */
export function meaningOf(locale: Locale, { env, meaning }: { env: string; meaning: string }): string {
  const translated = Object.hasOwn(chinese, env) ? chinese[env] : undefined;
  return locale === 'zh' && translated ? translated : meaning;
}
