/** The first steps of every request: id, address, language, log line. */
import type { Context, MiddlewareHandler } from 'hono';
import { every } from 'hono/combine';
import { languageDetector } from 'hono/language';
import { requestId } from 'hono/request-id';
import type { Config } from '../../config.ts';
import { isLocale, LOCALES, translator } from '../../i18n/index.ts';
import { createTally, inRequest, type Logger } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { ProxyNotes } from '../../proxies.ts';
import { clientAddress } from '../arrival/address.ts';
import { arrivalOf, type Reached } from '../arrival/arrival.ts';
import { readCookie } from '../cookies.ts';
import type { Env } from '../env.ts';
import { answeringRoute, needsOf } from '../needs.ts';
import { REFUSALS } from '../status.ts';

/** A client may send any word for a method, and each would be a label of its own. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Always our own id: with a header's name hono takes the client's, which could forge log lines. */
const identify = requestId({ headerName: '' });
/** The browser's language. The cookie has a name that depends on the address, and `requestContext` reads it. */
const detectLanguage = languageDetector({
  order: ['header'],
  caches: false,
  supportedLanguages: [...LOCALES],
  fallbackLanguage: 'en',
});

/** A request as it reached this process. */
function reachedOf(c: Context<Env>): Reached {
  return { url: new URL(c.req.url), remote: c.env?.remoteAddress, header: (name) => c.req.header(name) };
}

/**
 * Gives the request its id, and all else that every step uses.
 * @param watch.isOurs whether a path begins as those of the application do. @param watch.notes counts faults of proxies.
 */
export function requestContext(
  config: Config,
  { isOurs = () => true, notes }: { isOurs?: (path: string) => boolean; notes?: ProxyNotes } = {},
): MiddlewareHandler<Env> {
  const begin: MiddlewareHandler<Env> = (c, next) => {
    const unasked = config.language === 'auto' ? c.var.language : config.language;
    const locale = [readCookie(c, config, 'locale'), unasked].find(isLocale) ?? 'en';
    c.set('locale', locale);
    c.set('t', translator(locale, config.siteName));
    c.set('session', null);
    c.set('settingUp', false);
    c.set('ours', false);
    c.set('address', clientAddress(config, c.env?.remoteAddress, c.req.header('X-Forwarded-For')));
    c.set('arrival', arrivalOf(config, reachedOf(c), isOurs));
    for (const { fault, example } of c.var.arrival.faults) notes?.note(fault, example);
    c.header('X-Request-Id', c.var.requestId);
    return inRequest(c.var.requestId, next);
  };
  return every(identify, detectLanguage, begin);
}

/** The pattern of a request that no route answers. */
const NOWHERE = 'none';

/**
 * One line for a request that failed or changed something; no address, no user name, no query. Refusals for now, and
 * requests for addresses that do not exist, come in any number: they share one line a minute with their count.
 */
export function requestLog({ log, metrics }: { log: Logger; metrics: Metrics }): MiddlewareHandler<Env> {
  const tally = createTally(log);
  return async (c, next) => {
    const start = performance.now();
    await next();
    const ms = performance.now() - start;
    const method = METHODS.has(c.req.method) ? c.req.method : 'other';
    const { status } = c.res;
    // The route's pattern: the address itself may hold a link's secret, or a name.
    const route = answeringRoute(c)?.path ?? NOWHERE;
    metrics.answered({ method, route, status, seconds: ms / 1000 });
    const quiet = method === 'GET' || method === 'HEAD' || needsOf(c).quiet;
    if (quiet && status < 500) return;
    const [message, refusal] = [`${method} ${route}`, c.var.refusal];
    if (REFUSALS.has(status) || route === NOWHERE) {
      const key = `${message} ${status} ${refusal?.code}`;
      tally(status < 500 ? 'info' : 'warn', key, message, { status, ...refusal });
    } else log.info(message, { status, ms: Math.round(ms) });
  };
}
