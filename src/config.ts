/** Reads the settings of the environment (`settings.ts`) and checks what they say together. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import type { Setting } from './settings/values.ts';
import { type Settings, settings } from './settings.ts';

export type Config = { [K in keyof Settings]: Settings[K] extends Setting<infer T> ? T : never };

/** The server cannot use the value of a setting. `message` is one line for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

function rawValue(entry: Setting<unknown>, env: Record<string, string | undefined>): string {
  const file = env[`${entry.env}_FILE`];
  if (entry.secret && file !== undefined) return readSecret(`${entry.env}_FILE`, file.trim());
  return env[entry.env]?.trim() || entry.fallback;
}

/** A named secret must exist: without it the server would start on another database or key. */
function readSecret(name: string, file: string): string {
  if (file === '') throw new ConfigError(`${name} is set and names no file. Name one, or unset it.`);
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new ConfigError(`Cannot read the file that ${name} names: ${(cause as Error).message}`, { cause });
  }
  if (text === '') throw new ConfigError(`The file that ${name} names is empty: ${file}`);
  return text;
}

/**
 * Reads and checks the settings of the environment. A secret may come from the file that `<NAME>_FILE` names.
 * @throws {ConfigError} with the first setting that the server cannot use and its possible values.
 */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const values = Object.entries(settings).map(([key, entry]) => {
    const parsed = entry.schema.safeParse(rawValue(entry, env));
    if (!parsed.success) {
      const shown = entry.secret ? 'its value' : JSON.stringify(rawValue(entry, env));
      throw new ConfigError(`Cannot use ${shown} as ${entry.env}: ${parsed.error.issues[0]?.message}`);
    }
    return [key, parsed.data];
  });
  const config = Object.fromEntries(values) as Config;
  if (config.recognizer === 'custom' && !config.customModel) {
    throw new ConfigError('FACELOGIN_RECOGNIZER=custom needs FACELOGIN_CUSTOM_MODEL, the description of the model');
  }
  if (config.lbphBackend === 'opencv' && config.visionWorkers !== 'auto' && config.visionWorkers > 1) {
    throw new ConfigError(
      `FACELOGIN_VISION_WORKERS=${config.visionWorkers} cannot be used with FACELOGIN_LBPH_BACKEND=opencv: OpenCV loads once in a process. Set it to 1, or to auto.`,
    );
  }
  if (config.metrics === 'token' && !config.metricsToken) {
    throw new ConfigError('FACELOGIN_METRICS=token needs FACELOGIN_METRICS_TOKEN');
  }
  const publicUrl = config.publicUrl || `http://localhost:${config.port}`;
  if (config.secondFactor !== 'off' && isIP(new URL(publicUrl).hostname.replace(/^\[|\]$/g, ''))) {
    throw new ConfigError(
      'FACELOGIN_SECOND_FACTOR needs a name in FACELOGIN_PUBLIC_URL: for a mere IP address browsers keep no passkey',
    );
  }
  const data = resolve(config.data);
  const modelsDir = config.modelsDir ? resolve(config.modelsDir) : join(data, 'models');
  const keysDir = config.keysDir ? resolve(config.keysDir) : join(data, 'keys');
  return { ...config, data, modelsDir, keysDir, publicUrl };
}

/** Whether people reach this server by https. Then cookies are Secure and carry the `__Host-` prefix. */
export function isHttps(config: Pick<Config, 'publicUrl'>): boolean {
  return config.publicUrl.startsWith('https://');
}
