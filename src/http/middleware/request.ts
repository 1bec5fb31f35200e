/** The first steps of every request: id, address, language, log line. */
import { randomUUID } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Config } from '../../config.ts';
import { isLocale, preferredLocale, translator } from '../../i18n/index.ts';
import { inRequest, type Logger } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import { clientAddress } from '../address.ts';
import { readCookie } from '../cookies.ts';
import type { Env } from '../env.ts';

/** Whoever asks may send any word for a method; each would be a label of its own. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Gives the request its id (always ours: one that a client sends could forge log lines) and what else all steps use. */
export function requestContext(config: Config): MiddlewareHandler<Env> {
  return async (c, next) => {
    const chosen = readCookie(c, config, 'locale');
    const locale = isLocale(chosen) ? chosen : preferredLocale(c.req.header('Accept-Language'));
    c.set('requestId', randomUUID());
    c.set('locale', locale);
    c.set('t', translator(locale));
    c.set('session', null);
    c.set('settingUp', false);
    c.set('address', clientAddress(config, c.env?.remoteAddress, c.req.header('X-Forwarded-For')));
    c.header('X-Request-Id', c.var.requestId);
    await inRequest(c.var.requestId, next);
  };
}

/** The pattern of the address that was asked for: the address itself may hold a link's secret, or a name. */
function routeOf(c: Context<Env>): string {
  return matchedRoutes(c).findLast(({ method }) => method !== 'ALL')?.path ?? 'none';
}

/** One line a request that failed or changed something; no address, no user name, no query. */
export function requestLog({ log, metrics }: { log: Logger; metrics: Metrics }): MiddlewareHandler<Env> {
  return async (c, next) => {
    const start = performance.now();
    await next();
    const ms = performance.now() - start;
    const { method } = c.req;
    const { status } = c.res;
    const route = routeOf(c);
    metrics.answered({ method: METHODS.has(method) ? method : 'other', route, status, seconds: ms / 1000 });
    // Reading is not worth a line, and neither is each frame of an attempt: its end is audited.
    const quiet = method === 'GET' || method === 'HEAD' || route === '/login/face/frame';
    if (quiet && status < 500) return;
    log.info(`${method} ${route}`, { status, ms: Math.round(ms) });
  };
}
