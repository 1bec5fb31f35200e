/** What proxies ask on every request of every application: `/gateway/forward-auth` and `/gateway/auth-request`. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Env } from '../../http/env.ts';
import { deadline } from '../../http/middleware/deadline.ts';
import { needs } from '../../http/needs.ts';
import { startHref } from '../addresses.ts';
import { answerQuestion, type Gateway, type Outcome, type Question } from '../gateway.ts';
import { redirected, refusalPage } from '../standalone.routes.tsx';
import { type Asked, type HeaderOf, isNavigation, readAuthRequest, readForwardAuth, type Unreadable } from './asked.ts';
import { identityOf } from './identity.ts';

const SIGN_IN = 'X-FaceLogin-Sign-In';

function ask(
  c: Context<Env>,
  gateway: Gateway,
  asked: Question['asked'],
  read: (header: HeaderOf) => Asked | Unreadable,
): Promise<Outcome> {
  const header: HeaderOf = (name) => c.req.header(name);
  return answerQuestion(gateway, { asked, peer: c.env?.remoteAddress ?? 'unknown', header }, read);
}

function allowed(c: Context<Env>, outcome: Extract<Outcome, { kind: 'allowed' }>): Response {
  return c.body(null, 200, { ...identityOf(outcome.principal), 'Cache-Control': 'no-store' });
}

/** What a script needs to send its page to the sign-in. */
function unauthorized(c: Context<Env>, href: string): Response {
  c.header(SIGN_IN, href);
  c.header('WWW-Authenticate', 'Bearer');
  c.header('Cache-Control', 'no-store');
  return c.text(`${c.var.t('gateway.sign-in')}\n`, 401);
}

function refused(c: Context<Env>, outcome: Extract<Outcome, { kind: 'refused' | 'proxy' }>) {
  if (isNavigation((name) => c.req.header(name))) return refusalPage(c, outcome);
  const why = outcome.kind === 'proxy' ? outcome.problem : outcome.reason;
  return c.text(`${why}\n`, 403, { 'Cache-Control': 'no-store' });
}

/** The proxy hands the answer to the browser as it is. */
async function forwardAuth(c: Context<Env>, gateway: Gateway) {
  const outcome = await ask(c, gateway, '/gateway/forward-auth', readForwardAuth);
  if (outcome.kind === 'allowed') return allowed(c, outcome);
  if (outcome.kind !== 'sign-in') return refused(c, outcome);
  const { origin, back, navigation, method } = outcome.question;
  const href = startHref(origin, back);
  if (!navigation) return unauthorized(c, href);
  return redirected(c, href, method === 'GET' || method === 'HEAD' ? 302 : 303);
}

/** nginx understands 2xx, 401 and 403 alone. Its configuration makes a redirect of a 401 with `Location`. */
async function authRequest(c: Context<Env>, gateway: Gateway) {
  const outcome = await ask(c, gateway, '/gateway/auth-request', readAuthRequest);
  if (outcome.kind === 'allowed') return allowed(c, outcome);
  if (outcome.kind !== 'sign-in') return refused(c, outcome);
  const { origin, back, navigation } = outcome.question;
  const href = startHref(origin, back);
  if (navigation) c.header('Location', href);
  return unauthorized(c, href);
}

export function checkRoutes(gateway: Gateway) {
  const machine = needs({ csrf: 'machine', quiet: true, plainHttp: true });
  return new Hono<Env>()
    .use('/gateway/forward-auth', machine, deadline())
    .use('/gateway/auth-request', machine, deadline())
    .all('/gateway/forward-auth', (c) => forwardAuth(c, gateway))
    .all('/gateway/auth-request', (c) => authRequest(c, gateway));
}
