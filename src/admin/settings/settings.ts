/** Every setting as the server runs with it, but for secrets, of which it only tells whether they are set. */
import { type Config, loadConfig, type Settings, settings } from '../../config.ts';

export type ShownSetting = {
  env: string;
  /** What it is now; undefined for a secret. */
  value?: string;
  secret: boolean;
  /** Whether it is other than its default, or, of a secret, there at all. */
  set: boolean;
  fallback: string;
  /** In English; `text with \`code\``. */
  meaning: string;
};

function shown(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}

export function settingsOf(config: Config): ShownSetting[] {
  const defaults = loadConfig({});
  const names = Object.keys(settings) as (keyof Settings)[];
  return names.map((name) => {
    const { env, doc: meaning, fallback, ...entry } = settings[name];
    const secret = 'secret' in entry;
    const value = shown(config[name]);
    const set = value !== shown(defaults[name]);
    return { env, secret, set, fallback, meaning, ...(!secret && { value }) };
  });
}
