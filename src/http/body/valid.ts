/** Checks form fields by a zod schema whose messages are keys of the catalogue. */
import type { Context } from 'hono';
import type { z } from 'zod';
import type { FieldErrors } from '../../errors.ts';
import type { MessageKey } from '../../i18n/index.ts';
import type { Env } from '../env.ts';
import { formData } from './capture.ts';

export type FormResult<T> = { ok: true; data: T } | { ok: false; errors: FieldErrors; values: Record<string, string> };

/** The typed texts, to fill the form again; never a password. */
export function typedValues(form: FormData): Record<string, string> {
  const texts = [...form.entries()].filter(([name, value]) => typeof value === 'string' && !name.includes('password'));
  return Object.fromEntries(texts) as Record<string, string>;
}

/**
 * Checks a form. The errors hold each field's first problem under its name. The last value of a repeated field counts.
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

/** Reads and checks the form of a request. @throws {AppError} `bad-request` where the body is no form. */
export async function readForm<T>(c: Context<Env>, schema: z.ZodType<T>): Promise<FormResult<T>> {
  return checkForm(await formData(c), schema);
}
