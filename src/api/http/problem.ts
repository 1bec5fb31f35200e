/** Errors of the interface for programs: `application/problem+json` (RFC 9457). */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { waitVars } from '../../../templates/parts/format.ts';
import type { AppError } from '../../errors.ts';
import type { Env } from '../../http/env.ts';
import { errorText, retryAfterOf, statusOf } from '../../http/status.ts';
import type { MessageKey, Vars } from '../../i18n/index.ts';

/** A field that does not fit: where it is in the request, and what is wrong. */
export type Misfit = { at: string; message: string };

/** The text of an error in the language of the request. Sets Retry-After. */
export function detailOf(c: Context<Env>, error: AppError): string {
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== undefined) c.header('Retry-After', String(Math.ceil(retryAfter)));
  const wait = retryAfter === undefined ? {} : waitVars(c.var.locale, retryAfter);
  return c.var.t(errorText(error.code), { ...error.vars, ...wait });
}

/** Problems of the settings in a JSON body. */
export function misfits(
  c: Context<Env>,
  problems: readonly { path: readonly (string | number)[]; key: MessageKey; vars?: Vars }[],
): Misfit[] {
  return problems.map(({ path, key, vars }) => ({ at: ['json', ...path].join('.'), message: c.var.t(key, vars) }));
}

/** @param more members besides those of the standard. */
export function problem(
  c: Context<Env>,
  error: AppError,
  more: { errors?: readonly Misfit[] } & Record<string, unknown> = {},
): Response {
  const status = statusOf(error);
  if (status === 401) c.header('WWW-Authenticate', 'Bearer');
  // RFC 6750 3.1.
  if (error.code === 'key-scope') {
    c.header('WWW-Authenticate', `Bearer error="insufficient_scope", scope="${error.vars.scope}"`);
  }
  const body = {
    type: `urn:facelogin:problem:${error.code}`,
    title: error.code,
    status,
    detail: detailOf(c, error),
    instance: `urn:facelogin:request:${c.var.requestId}`,
    ...more,
  };
  return c.body(JSON.stringify(body), status as ContentfulStatusCode, { 'Content-Type': 'application/problem+json' });
}
