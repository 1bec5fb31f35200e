/** Which settings can change while the server runs, and what is in force: environment, then stored, then default. */
import { type Config, ConfigError, loadConfig } from '../config.ts';
import type { Queryable } from '../db/open.ts';
import type { Setting } from '../settings/values.ts';
import { type Settings, settings } from '../settings.ts';
import { readStored, type Stored } from './stored.store.ts';

export type Environment = Record<string, string | undefined>;
/** Where a value comes from. */
export type Origin = 'environment' | 'stored' | 'default';

/** The settings that can change, by their names in the environment. */
const LIVE = new Map(
  (Object.entries(settings) as [keyof Settings, Setting<unknown>][])
    .filter(([, { live }]) => live)
    .map(([key, setting]) => [setting.env, { key, setting }]),
);

export const LIVE_NAMES: readonly string[] = [...LIVE.keys()];

export function liveSetting(name: string): Setting<unknown> | undefined {
  return LIVE.get(name)?.setting;
}

/** Whether the environment sets it. Then nothing else does. */
export function isFixed(env: Environment, name: string): boolean {
  return (env[name]?.trim() ?? '') !== '' || (env[`${name}_FILE`]?.trim() ?? '') !== '';
}

/** The settings that an environment and stored values make together. @throws {ConfigError} */
export function configWith(env: Environment, stored: Stored): Config {
  const given = [...stored].filter(([name]) => LIVE.has(name) && !isFixed(env, name));
  return loadConfig({ ...env, ...Object.fromEntries(given) });
}

/**
 * The values of every setting that can change.
 * @param base the settings without stored values.
 * @throws {ConfigError} where they cannot be used together.
 */
export function liveValues(base: Config, env: Environment, stored: Stored): Partial<Config> {
  const merged = configWith(env, stored);
  const values = [...LIVE].map(([name, { key }]) => {
    const counts = stored.has(name) && !isFixed(env, name);
    return [key, counts ? merged[key] : base[key]];
  });
  return Object.fromEntries(values) as Partial<Config>;
}

export type Base = { config: Config; env: Environment };

/**
 * A copy of the settings with the stored values. `tuning.ts` changes it later: whoever needs a value reads it from there
 * for each request.
 * @throws {ConfigError} where stored values cannot be used here.
 */
export async function tunedConfig(db: Queryable, { config, env }: Base): Promise<{ config: Config; stored: Stored }> {
  const stored = await readStored(db);
  try {
    const values = stored.size === 0 ? {} : liveValues(config, env, stored);
    return { config: { ...config, ...values }, stored };
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    const help =
      'It was changed while the server ran: `npm run facelogin -- settings list` shows such settings, `settings unset NAME` takes one back.';
    throw new ConfigError(`${cause.message}. ${help}`, { cause });
  }
}
