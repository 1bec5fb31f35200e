/** Form fields, checked by a zod schema whose messages are keys of the catalogue. */
import type { Context } from 'hono';
import type { z } from 'zod';
import type { FieldErrors } from '../errors.ts';
import type { MessageKey } from '../i18n/index.ts';
import { formData } from './capture.ts';
import type { Env } from './env.ts';

export type FormResult<T> = { ok: true; data: T } | { ok: false; errors: FieldErrors; values: Record<string, string> };

/** What was typed, to fill the form again: texts only, and never a password. */
export function typedValues(form: FormData): Record<string, string> {
  const texts = [...form.entries()].filter(([name, value]) => typeof value === 'string' && !name.includes('password'));
  return Object.fromEntries(texts) as Record<string, string>;
}

/**
 * Check a form. Each field's first problem is told under its name; messages of the schema are message keys. Of a
 * repeated field the last one counts.
 */
export function checkForm<T>(form: FormData, schema: z.ZodType<T>): FormResult<T> {
  const parsed = schema.safeParse(Object.fromEntries(form.entries()));
  if (parsed.success) return { ok: true, data: parsed.data };
  const errors: FieldErrors = {};
  for (const issue of parsed.error.issues) {
    const name = String(issue.path[0] ?? '');
    errors[name] ??= issue.message as MessageKey;
  }
  return { ok: false, errors, values: typedValues(form) };
}

/** Read and check the form of a request. @throws {AppError} `bad-request` where the body is none. */
export async function readForm<T>(c: Context<Env>, schema: z.ZodType<T>): Promise<FormResult<T>> {
  return checkForm(await formData(c), schema);
}
