/** What the values of settings may be, and how one is declared. */
import { z } from 'zod';

export type Setting<T> = {
  env: string;
  doc: string;
  fallback: string;
  schema: z.ZodType<T, string>;
  /** Its value is shown nowhere, and may come from a file. */
  secret?: true;
  /** It can change while the server runs: in the browser, or by `facelogin settings`. */
  live?: true;
};

export function setting<T>(
  env: string,
  fallback: string,
  schema: z.ZodType<T, string>,
  doc: string,
  kind?: 'secret' | 'live',
): Setting<T> {
  return { env, doc, fallback, schema, ...(kind && { [kind]: true }) };
}

export const port = z
  .string()
  .regex(/^\d+$/, 'a number')
  .transform(Number)
  .refine((n) => n <= 65535, 'at most 65535');
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);
export const workers = z
  .string()
  .regex(/^(auto|[1-8])$/, '`auto` or a number from 1 to 8')
  .transform((text) => (text === 'auto' ? text : Number(text)));
export const url = z
  .string()
  .refine(
    (text) => text === '' || (/^https?:\/\/[^/?#@]+\/?$/.test(text) && URL.canParse(text)),
    'an address like https://face.example.org, without a path: below a path it does not work',
  )
  // A browser writes an origin so: in small letters, without the usual port.
  .transform((text) => (text === '' ? '' : new URL(text).origin));
export const rate = z
  .string()
  .transform(Number)
  .refine((n) => n > 0 && n <= 0.01, 'a rate above 0 and at most 0.01');

/**
 * An address of PostgreSQL in libpq's forms: user, password, hosts, database, query. An `@`, `/`, `?` or `#` that was not
 * encoded in a password does not fit, so it is told and not taken for a host.
 */
export const DATABASE_URI =
  /^postgres(?:ql)?:\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?((?:\[[^\]]*\]|[^/?#@[\]])*)(?:\/([^/?#@]*))?(?:\?((?:[^=&]+=[^&]*(?:&|$))*))?$/s;

/** Whether every `%` begins an encoded character. */
function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

export const database = z
  .string()
  .refine((text) => text === '' || /^postgres(ql)?:\/\//.test(text), 'a postgres:// address')
  .refine(
    (text) => text === '' || (DATABASE_URI.test(text) && isEncoded(text)),
    'in its user and password write %2F for /, %23 for #, %3F for ?, %40 for @ and %25 for %',
  );

/** Days that something is kept. More than a century is a typing mistake. */
export const days = z
  .string()
  .regex(/^\d+$/, 'a number of days')
  .transform(Number)
  .refine((n) => n <= 36_500, 'at most 36500 days');
