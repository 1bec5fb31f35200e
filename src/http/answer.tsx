/** Makes a page, a fragment or JSON of an error, by what the client asked for. Nothing else does. */
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { ErrorFragment, ErrorPage, type WayOn } from '../../templates/error.tsx';
import { waitVars } from '../../templates/parts/format.ts';
import type { Config } from '../config.ts';
import type { AppError } from '../errors.ts';
import type { MessageKey } from '../i18n/index.ts';
import { isLoopbackName } from './arrival/address.ts';
import { typedOf } from './body/typed.ts';
import type { Env } from './env.ts';
import { confirmHref, setUpHref, signInHref, wayBack } from './next.ts';
import { fragment, page, view } from './render.tsx';
import { errorText, retryAfterOf, statusOf } from './status.ts';

type Form = 'page' | 'fragment' | 'json';

/** htmx sends `HX-Request` and gets a fragment. Others get JSON where they ask for it, else a page. */
export function answerForm(c: Context<Env>): Form {
  if (c.req.header('HX-Request') === 'true') return 'fragment';
  const type = accepts(c, { header: 'Accept', supports: ['text/html', 'application/json'], default: 'text/html' });
  return type === 'application/json' ? 'json' : 'page';
}

/** The link that solves an error and leads back. Undefined: the error has none of its own. */
function wayOn(c: Context<Env>, { code, solvedAt, vars }: AppError, back: string): WayOn | undefined {
  const url = String(vars.url ?? '');
  switch (code) {
    case 'not-signed-in':
      return { href: signInHref(back), label: c.var.t('nav.sign-in') };
    case 'password-needed':
      return { href: solvedAt ?? confirmHref(back), label: c.var.t('confirm.give') };
    case 'passkey-needed':
      return { href: setUpHref(back), label: c.var.t('passkeys.add') };
    case 'other-person':
      return { href: back, label: c.var.t('error.open-again') };
    case 'unknown-address':
      // Elsewhere than on the server's own machine a loopback name leads to no server.
      return isLoopbackName(new URL(url).hostname)
        ? undefined
        : { href: url, label: c.var.t('insecure.open', { url }) };
    default:
      return undefined;
  }
}

/** How to send what was typed, after what solves the error. */
function hintFor({ code }: AppError, action: WayOn | undefined): MessageKey {
  if (code === 'other-person') return 'error.typed.other';
  return action ? 'error.typed.first' : 'error.typed';
}

/** Statuses after which the same form may succeed. */
const AGAIN: readonly number[] = [401, 403, 409, 413, 429, 500, 503];

/** The response to an error: status, text in the person's language, request id, Retry-After, and the way on. */
export async function answerError(
  c: Context<Env>,
  config: Pick<Config, 'registration'>,
  error: AppError,
): Promise<Response> {
  const [status, retryAfter] = [statusOf(error), retryAfterOf(error)];
  const wait = retryAfter === undefined ? {} : waitVars(c.var.locale, retryAfter);
  const message = c.var.t(errorText(error.code, c.var.arrival.addressShared), { ...error.vars, ...wait });
  const requestId = c.var.requestId;
  if (retryAfter !== undefined) c.header('Retry-After', String(Math.ceil(retryAfter)));
  const form = answerForm(c);
  const typed = form === 'page' && AGAIN.includes(status) ? await typedOf(c) : undefined;
  const back = typed?.from ?? wayBack(c);
  const action = wayOn(c, error, back);
  if (form === 'json')
    return c.json({ error: { code: error.code, message, requestId, ...(action && { action }) } }, status);
  if (form === 'fragment') {
    const again = { href: back, label: c.var.t('error.again') };
    return fragment(c, <ErrorFragment message={message} requestId={requestId} action={action ?? again} />, status);
  }
  const v = view(c, config);
  const shown = {
    view: v,
    message,
    requestId,
    ...(action && { action }),
    ...(typed && { typed: { ...typed, hint: hintFor(error, action) } }),
  };
  return page(c, { view: v, title: message, status }, <ErrorPage {...shown} />);
}
