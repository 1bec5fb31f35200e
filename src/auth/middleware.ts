/** Who asks: the session of a request, and pages that need one. */
import type { MiddlewareHandler } from 'hono';
import type { Deps } from '../deps.ts';
import { answerForm } from '../http/answer.tsx';
import { clearCookie, readCookie } from '../http/cookies.ts';
import type { Env } from '../http/env.ts';
import { AppError } from '../http/errors.ts';
import { validateSession } from './sessions.ts';

/** Finds the session of the cookie. A cookie that stands for none is taken away. */
export function loadSession({ db, config, clock }: Pick<Deps, 'db' | 'config' | 'clock'>): MiddlewareHandler<Env> {
  return async (c, next) => {
    const id = readCookie(c, config, 'session');
    if (id) {
      c.set('session', await validateSession(db, id, clock()));
      if (!c.var.session) clearCookie(c, config, 'session');
    }
    await next();
  };
}

/** Lets signed-in people on. A page that is asked for leads to the sign-in page and back; all else is refused. */
export function requireSession(): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (c.var.session) return next();
    if (c.req.method !== 'GET' || answerForm(c) !== 'page') throw new AppError('not-signed-in');
    const url = new URL(c.req.url);
    return c.redirect(`/login?next=${encodeURIComponent(url.pathname + url.search)}`, 303);
  };
}
