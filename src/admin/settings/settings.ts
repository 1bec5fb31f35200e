/** The settings in force. Of a secret it tells only whether the operator has set it. */
import { loadConfig } from '../../config.ts';
import type { Deps } from '../../deps.ts';
import type { Setting } from '../../settings/values.ts';
import { settings } from '../../settings.ts';
import { LIVE_NAMES, type Origin } from '../../tuning/values.ts';
import type { SettingKey } from './words.ts';

export type ShownSetting = {
  key: SettingKey;
  env: string;
  /** Undefined for a secret. */
  value?: string;
  secret: boolean;
  /** Whether it differs from its default. */
  set: boolean;
  /** Whether it can change while the server runs. */
  live: boolean;
  origin: Origin;
  fallback: string;
  /** In English, with code between backticks. */
  meaning: string;
};

function shown(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}

export function settingsOf({ config, tuning }: Pick<Deps, 'config' | 'tuning'>): ShownSetting[] {
  const defaults = loadConfig({});
  const keys = Object.keys(settings) as SettingKey[];
  return keys.map((key) => {
    const { env, doc: meaning, fallback, ...kind }: Setting<unknown> = settings[key];
    const secret = kind.secret ?? false;
    const value = shown(config[key]);
    const set = value !== shown(defaults[key]);
    const origin = tuning.originOf(env);
    const live = LIVE_NAMES.includes(env);
    return { key, env, secret, set, live, origin, fallback, meaning, ...(secret ? {} : { value }) };
  });
}
