/** `/gateway/open` at FaceLogin's own host: from a session to an application. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { ErrorPage } from '../../templates/error.tsx';
import { OnwardPage } from '../../templates/gateway/onward.tsx';
import type { Env } from '../http/env.ts';
import { needs } from '../http/needs.ts';
import { page, view } from '../http/render.tsx';
import type { Gateway } from './gateway.ts';
import { type Lead, leadTo } from './open.ts';
import { wordsFor } from './refusals.ts';

function stopped(c: Context<Env>, { config }: Gateway, words: { title: string; message: string }, status: 403 | 404) {
  const v = view(c, config);
  const body = <ErrorPage view={v} {...words} requestId={c.var.requestId} />;
  return page(c, { view: v, title: words.title, status }, body);
}

/**
 * Leads to the application's host. Where the person comes from a form of this site the browser does not follow a
 * redirect to another host (`form-action` of CSP counts for redirects, too), so a page leads on.
 */
function leave(c: Context<Env>, { config }: Gateway, { href, application }: Extract<Lead, { kind: 'away' }>) {
  c.header('Referrer-Policy', 'no-referrer');
  if (c.req.header('Sec-Fetch-Site') !== 'same-origin') return c.redirect(href, 303);
  const v = view(c, config);
  const title = c.var.t('gateway.onward', { name: application.name });
  c.header('Refresh', `0;url=${href}`);
  return page(c, { view: v, title }, <OnwardPage view={v} title={title} href={href} />);
}

export function openRoutes(gateway: Gateway) {
  return new Hono<Env>().get('/gateway/open', needs({ session: 'signed-in' }), async (c) => {
    const query = (name: string) => c.req.query(name) ?? '';
    const opening = { app: query('app'), origin: query('origin'), path: query('path'), browser: query('browser') };
    const lead = await leadTo(gateway, c.var.session!, opening);
    const { t } = c.var;
    if (!lead) return stopped(c, gateway, { title: t('gateway.open.title'), message: t('gateway.open.why') }, 404);
    if (lead.kind === 'on') return c.redirect(lead.href, 303);
    if (lead.kind === 'away') return leave(c, gateway, lead);
    const [words, vars] = [wordsFor(lead.reason), { name: lead.application.name }];
    return stopped(c, gateway, { title: t(words.title, vars), message: t(words.why, vars) }, 403);
  });
}
