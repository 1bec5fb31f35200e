/** Makes a page, a fragment or JSON of an error, by what the client asked for. Nothing else does. */
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { ErrorFragment, ErrorPage } from '../../templates/error.tsx';
import { waitVars } from '../../templates/parts/format.ts';
import type { Config } from '../config.ts';
import type { AppError } from '../errors.ts';
import { isLoopbackName } from './address.ts';
import type { Env } from './env.ts';
import { cameFrom, confirmHref } from './next.ts';
import { fragment, page, view } from './render.tsx';
import { errorText, retryAfterOf, statusOf } from './status.ts';

type Form = 'page' | 'fragment' | 'json';

/** htmx sends `HX-Request` and gets a fragment. Others get JSON where they ask for it, else a page. */
export function answerForm(c: Context<Env>): Form {
  if (c.req.header('HX-Request') === 'true') return 'fragment';
  const type = accepts(c, { header: 'Accept', supports: ['text/html', 'application/json'], default: 'text/html' });
  return type === 'application/json' ? 'json' : 'page';
}

/** The link that solves an error, where it is another one than the front page. */
function wayOn(c: Context<Env>, { code, vars }: AppError) {
  const url = String(vars.url ?? '');
  // Elsewhere than on the server's own machine a loopback name leads to no server.
  if (code === 'unknown-address' && !isLoopbackName(new URL(url).hostname)) {
    return { action: { href: url, label: c.var.t('insecure.open', { url }) } };
  }
  if (code !== 'password-needed') return {};
  return { action: { href: confirmHref(cameFrom(c)), label: c.var.t('confirm.give') } };
}

/** The response to an error: status, text in the person's language, request id, Retry-After. */
export function answerError(
  c: Context<Env>,
  config: Pick<Config, 'registration'>,
  error: AppError,
): Response | Promise<Response> {
  const [status, retryAfter] = [statusOf(error), retryAfterOf(error)];
  const wait = retryAfter === undefined ? {} : waitVars(c.var.locale, retryAfter);
  const message = c.var.t(errorText(error.code, c.var.arrival.addressShared), { ...error.vars, ...wait });
  const requestId = c.var.requestId;
  if (retryAfter !== undefined) c.header('Retry-After', String(Math.ceil(retryAfter)));
  switch (answerForm(c)) {
    case 'json':
      return c.json({ error: { code: error.code, message, requestId } }, status);
    case 'fragment':
      return fragment(c, <ErrorFragment message={message} requestId={requestId} />, status);
    default: {
      const v = view(c, config);
      return page(
        c,
        { view: v, title: message, status },
        <ErrorPage view={v} message={message} requestId={requestId} {...wayOn(c, error)} />,
      );
    }
  }
}
