/** Middleware: finds the session of a request, and guards pages that need one. */
import type { Context, MiddlewareHandler } from 'hono';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { answerForm } from '../http/answer.tsx';
import { clearCookie, readCookie } from '../http/cookies.ts';
import type { Env } from '../http/env.ts';
import { confirmHref, setUpHref, signInHref, wayBack } from '../http/next.ts';
import { policyFor } from '../policy/policy.ts';
import { reauthentication } from './reauth.store.ts';
import { sessionLacks } from './second-factor.ts';
import { endSession, validateSession } from './sessions.store.ts';

/**
 * The paths that are open to a session whose owner still has to set up a passkey: the set-up, the password for it, and
 * leaving. For all other pages nobody is signed in.
 */
const SETTING_UP = /^\/(account\/(passkeys|confirm)(\/.*)?|logout|lang)$/;

/**
 * Finds the session of the cookie. It clears a cookie without a session. It also ends a session that lacks the second
 * factor which its owner must show by now, and clears the cookie.
 */
export function loadSession(deps: Pick<Deps, 'db' | 'config' | 'liveness' | 'clock'>): MiddlewareHandler<Env> {
  const { db, config, clock } = deps;
  return async (c, next) => {
    const id = readCookie(c, config, 'session');
    if (id) {
      const session = await validateSession(db, id, clock());
      const lacks = session ? await sessionLacks(db, policyFor(deps), session) : 'met';
      c.set('settingUp', lacks === 'set-up');
      const counts = lacks === 'met' || (lacks === 'set-up' && SETTING_UP.test(c.req.path));
      if (counts) c.set('session', session);
      if (lacks === 'show') await endSession(db, id);
      if (!session || lacks === 'show') clearCookie(c, config, 'session');
    }
    await next();
  };
}

/** The path and query of a request. */
function pathOf(c: Context<Env>): string {
  const url = new URL(c.req.url);
  return url.pathname + url.search;
}

function asksForPage(c: Context<Env>): boolean {
  return c.req.method === 'GET' && answerForm(c) === 'page';
}

/** Requires a session. Without one, a request for a page leads to the sign-in page and back; any other is refused. */
export function requireSession(): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (c.var.session) return next();
    const { settingUp } = c.var;
    if (!asksForPage(c)) throw new AppError(settingUp ? 'passkey-needed' : 'not-signed-in');
    const path = pathOf(c);
    return c.redirect(settingUp ? setUpHref(path) : signInHref(path), 303);
  };
}

/**
 * Requires that this session gave the password again in the last five minutes (`reauth.store.ts`). The way of the
 * sign-in does not matter: a face never counts. Otherwise a request for a page leads to `/account/confirm` and back.
 * Any other request fails with `password-needed`, and htmx goes to the confirmation and back to the page that asked.
 */
export function requireSudo({ db, clock }: Pick<Deps, 'db' | 'clock'>): MiddlewareHandler<Env> {
  const signedIn = requireSession();
  return async (c, next) => {
    const { session } = c.var;
    if (!session) return signedIn(c, next);
    const gate = { sessionHash: session.idHash, purpose: 'sudo' as const, now: clock() };
    if (await reauthentication(db, gate)) return next();
    if (asksForPage(c)) return c.redirect(confirmHref(pathOf(c)), 303);
    if (answerForm(c) === 'fragment') c.header('HX-Redirect', confirmHref(wayBack(c)));
    throw new AppError('password-needed');
  };
}
