/** Lets programs in by their key, and says how many requests are left. */
import type { Context, MiddlewareHandler } from 'hono';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Env } from '../../http/env.ts';
import type { Scope, Surface } from '../../principal.ts';
import { admitProgram, type Rate } from '../keys/keys.ts';

/** The key of our own interface (RFC 6750), or that of CompreFace's clients. */
function secretOf(c: Context<Env>, surface: Surface): string {
  if (surface === 'compreface') return c.req.header('x-api-key') ?? '';
  return /^Bearer +([\w-]+)$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? '';
}

/** The fields of draft-ietf-httpapi-ratelimit-headers. */
function tellRate(c: Context<Env>, { limit, left, resetSeconds }: Rate): void {
  c.header('RateLimit-Policy', `"key";q=${limit};w=60`);
  c.header('RateLimit', `"key";r=${left};t=${resetSeconds}`);
}

/** @throws {AppError} `key-needed`, `key-address`, `rate-limited`. */
export function requireKey(deps: Pick<Deps, 'db' | 'clock'>, surface: Surface): MiddlewareHandler<Env> {
  return async (c, next) => {
    const asked = { secret: secretOf(c, surface), surface, address: c.var.address };
    const { program, rate, over } = await admitProgram(deps, asked);
    tellRate(c, rate);
    if (over) throw new AppError('rate-limited', { retryAfter: rate.resetSeconds });
    c.set('program', program);
    await next();
  };
}

/** The program of a request behind {@link requireKey}. */
export function programOf(c: Context<Env>) {
  const { program } = c.var;
  if (!program) throw new AppError('key-needed');
  return program;
}

/** @throws {AppError} `key-scope` for a key that lacks one of the scopes. */
export function requireScope(...scopes: Scope[]): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { scopes: own } = programOf(c);
    const missing = scopes.find((scope) => !own.includes(scope));
    if (missing) throw new AppError('key-scope', { vars: { scope: missing } });
    await next();
  };
}
