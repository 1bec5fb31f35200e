/** Who asks: the session of a request, and pages that need one. */
import type { Context, MiddlewareHandler } from 'hono';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { answerForm } from '../http/answer.tsx';
import { clearCookie, readCookie } from '../http/cookies.ts';
import type { Env } from '../http/env.ts';
import { cameFrom, confirmHref } from '../http/next.ts';
import { policyFor } from '../policy/policy.ts';
import { reauthentication } from './reauth.store.ts';
import { sessionLacks, setUpHref } from './second-factor.ts';
import { endSession, validateSession } from './sessions.store.ts';

/**
 * Where a session counts whose owner still has to set up a passkey: that, giving the password for it, leaving. To all
 * other pages it is as if nobody were signed in.
 */
const SETTING_UP = /^\/(account\/(passkeys|confirm)(\/.*)?|logout|lang)$/;

/**
 * Finds the session of the cookie. A cookie that stands for none is taken away, and so is one whose session has not
 * shown the second factor that is asked of its owner by now.
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

/** Where a request that asks for a page was going. */
function pathOf(c: Context<Env>): string {
  const url = new URL(c.req.url);
  return url.pathname + url.search;
}

function asksForPage(c: Context<Env>): boolean {
  return c.req.method === 'GET' && answerForm(c) === 'page';
}

/** Lets signed-in people on. A page that is asked for leads to the sign-in page and back; all else is refused. */
export function requireSession(): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (c.var.session) return next();
    const { settingUp } = c.var;
    if (!asksForPage(c)) throw new AppError(settingUp ? 'passkey-needed' : 'not-signed-in');
    const path = pathOf(c);
    return c.redirect(settingUp ? setUpHref(path) : `/login?next=${encodeURIComponent(path)}`, 303);
  };
}

/**
 * Lets those on who gave their password again in the last five minutes, in this session (`reauth.ts`). How they signed
 * in does not matter: a face never counts. A page that is asked for leads to `/account/confirm` and back; all else is
 * refused with `password-needed`, and htmx is sent to confirm and back to the page that asked.
 */
export function requireSudo({ db, clock }: Pick<Deps, 'db' | 'clock'>): MiddlewareHandler<Env> {
  const signedIn = requireSession();
  return async (c, next) => {
    const { session } = c.var;
    if (!session) return signedIn(c, next);
    const gate = { sessionHash: session.idHash, purpose: 'sudo' as const, now: clock() };
    if (await reauthentication(db, gate)) return next();
    if (asksForPage(c)) return c.redirect(confirmHref(pathOf(c)), 303);
    if (answerForm(c) === 'fragment') c.header('HX-Redirect', confirmHref(cameFrom(c)));
    throw new AppError('password-needed');
  };
}
