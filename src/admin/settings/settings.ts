/** The settings in force. Of a secret it tells only whether the operator has set it. */
import { type Config, loadConfig } from '../../config.ts';
import { type Settings, settings } from '../../settings.ts';

export type ShownSetting = {
  env: string;
  /** Undefined for a secret. */
  value?: string;
  secret: boolean;
  /** Whether it differs from its default. */
  set: boolean;
  fallback: string;
  /** In English, with code between backticks. */
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
