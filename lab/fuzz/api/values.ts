/** Values by the schemas of the OpenAPI document: that fit, that nearly do, and that have broken some program. */
import { type Chance, NASTY, pick } from '../chance.ts';

export type Schema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  pattern?: string;
};

/** Ids by what they name: `people`, `groups`, `faces`, `applications`. */
export type Ids = Record<string, string[]>;

/** What values are drawn from: ids and cursors that the server has named, the schemas of the document. */
export type Pool = { random: Chance; ids: Ids; cursors: string[]; schemas: Record<string, Schema> };

/** Fields, and parts of addresses, that hold an id of something else than their name says. */
const KINDS: Record<string, string> = { person: 'people', account: 'people', members: 'people', attempts: 'people' };

/** An id of what a field or a part of an address is about; now and then of something else, or of nothing. */
export function drawId(about: string, { random, ids }: Pool): string {
  const own = ids[KINDS[about] ?? about] ?? [];
  if (own.length > 0 && random() < 0.85) return pick(random, own);
  return random() < 0.7 ? pick(random, Object.values(ids).flat()) : crypto.randomUUID();
}

/** How near a value is to its schema. */
export type Mood = 'fits' | 'near' | 'nasty';

export function drawMood(random: Chance): Mood {
  const at = random();
  if (at < 0.55) return 'fits';
  return at < 0.8 ? 'near' : 'nasty';
}

const whole = (random: Chance, from: number, to: number) => from + Math.floor(random() * (to - from + 1));

/** Texts whose schema does not say all that they have to be. */
const TEXTS: Record<string, (n: number) => string> = {
  origins: (n) => `https://app${n}.example.org`,
  redirectUris: (n) => `https://app${n}.example.org/callback`,
  postLogoutRedirectUris: (n) => `https://app${n}.example.org/`,
  backchannelLogoutUri: (n) => `https://app${n}.example.org/logout`,
  launchUrl: (n) => `https://app${n}.example.org/`,
  path: (n) => `/part/${n}`,
  icon: () => 'A',
  slug: (n) => `app-${n}`,
  name: (n) => `name${n}`,
};

/** A text that fits. @param name of its field. */
function drawText({ format, pattern, maxLength }: Schema, name: string, pool: Pool): string {
  const { random, cursors } = pool;
  if (format === 'uuid') return drawId(name, pool);
  if (format === 'date-time') return new Date(whole(random, 0, 4e12)).toISOString();
  if (name === 'cursor') return cursors.length > 0 ? pick(random, cursors) : 'eA';
  if (pattern?.includes('{64}')) return '0'.repeat(64);
  const text = TEXTS[name]?.(whole(random, 0, 60)) ?? `text ${whole(random, 0, 60)}`;
  return text.slice(0, maxLength ?? text.length);
}

function drawObject({ properties = {}, required = [] }: Schema, pool: Pool, mood: Mood): unknown {
  const { random } = pool;
  const entries = Object.entries(properties)
    .filter(([name]) => required.includes(name) || random() < 0.4)
    .map(([name, schema]) => [name, drawValue(schema, pool, mood === 'near' && random() < 0.3 ? 'nasty' : mood, name)]);
  const value = Object.fromEntries(entries) as Record<string, unknown>;
  if (mood === 'fits') return value;
  if (random() < 0.3) delete value[pick(random, [...Object.keys(value), 'x'])];
  // A computed key, so that `__proto__` is a field of its own.
  if (random() < 0.2)
    return { ...value, [pick(random, [...NASTY, 'id', 'role', 'passwordHash'])]: pick(random, NASTY) };
  return value;
}

function drawNasty(random: Chance): unknown {
  const deep = () => JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`) as unknown;
  const others = [null, true, 0, -1, 1e308, [], {}, [[]], deep(), Array.from({ length: 2_000 }, () => 'x')];
  return random() < 0.6 ? pick(random, NASTY) : pick(random, others);
}

/** A value of a schema. @param name of the field that gets it. */
export function drawValue(schema: Schema, pool: Pool, mood: Mood, name = ''): unknown {
  const { random } = pool;
  const known = schema.$ref ? pool.schemas[schema.$ref.split('/').at(-1)!] : undefined;
  if (known) return drawValue(known, pool, mood, name);
  if (mood === 'nasty' && random() < 0.7) return drawNasty(random);
  if (schema.enum) return mood === 'fits' ? pick(random, schema.enum) : pick(random, [...schema.enum, 'x']);
  if (schema.oneOf) return drawValue(pick(random, schema.oneOf), pool, mood, name);
  const type = pick(random, [schema.type ?? 'string'].flat());
  if (type === 'null') return null;
  if (type === 'boolean') return random() < 0.5;
  if (type === 'object') return drawObject(schema, pool, mood);
  if (type === 'array') {
    return Array.from({ length: whole(random, 0, 3) }, () => drawValue(schema.items ?? {}, pool, mood, name));
  }
  if (type === 'string') return drawText(schema, name, pool);
  const [least, most] = [schema.minimum ?? 0, Math.min(schema.maximum ?? 100, 1e6)];
  return mood === 'fits' ? whole(random, least, most) : pick(random, [least - 1, most + 1, 0.5, 1e21]);
}
