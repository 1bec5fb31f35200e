/** Answers with pages at an application's own host. They have headers of their own: the site's are not for that host. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import { StoppedPage } from '../../templates/gateway/pages.tsx';
import type { Env } from '../http/env.ts';
import { OURS } from './addresses.ts';
import type { Decision, Reason } from './check/decide.ts';
import type { Outcome } from './gateway.ts';
import { wordsFor } from './refusals.ts';

/** Headers of every answer at an application's host. */
export const PLAIN_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
};

/** What such a page knows of the request. */
export function plainView(c: Context<Env>) {
  return { t: c.var.t, locale: c.var.locale, requestId: c.var.requestId };
}

export function standalone(c: Context<Env>, body: Child, status: 200 | 403 | 404 = 200): Response | Promise<Response> {
  return c.html(html`<!doctype html>${body}`, status, { ...PLAIN_HEADERS, 'Cache-Control': 'no-store' });
}

/** A redirect that no cache keeps and of whose address no other site hears. */
export function redirected(c: Context<Env>, href: string, status: 302 | 303): Response {
  c.header('Cache-Control', 'no-store');
  c.header('Referrer-Policy', 'no-referrer');
  return c.redirect(href, status);
}

/** What the person can do about it there and then. */
function wayOn(c: Context<Env>, reason: Reason | 'proxy') {
  if (reason === 'not-for-person')
    return { action: { href: `${OURS}logout`, label: c.var.t('gateway.other-account') } };
  if (reason === 'path-unreadable') return { action: { href: '/', label: c.var.t('gateway.to-application') } };
  return {};
}

/** The page of a refusal: why, and what to do. */
export function refusalPage(
  c: Context<Env>,
  outcome: Extract<Decision, { kind: 'refused' }> | Extract<Outcome, { kind: 'proxy' }>,
): Response | Promise<Response> {
  const { t } = c.var;
  const reason = outcome.kind === 'proxy' ? 'proxy' : outcome.reason;
  const words = wordsFor(reason);
  const vars = { name: (outcome.kind === 'refused' && outcome.application?.name) || '' };
  const page = (
    <StoppedPage view={plainView(c)} title={t(words.title, vars)} why={t(words.why, vars)} {...wayOn(c, reason)} />
  );
  return standalone(c, page, 403);
}
