/** The first steps of every request: id, address, language, log line. */
import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { Config } from '../../config.ts';
import { isLocale, preferredLocale, translator } from '../../i18n/index.ts';
import type { Logger } from '../../log.ts';
import { clientAddress } from '../address.ts';
import { readCookie } from '../cookies.ts';
import type { Env } from '../env.ts';

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
    await next();
  };
}

/** One line a request that failed or changed something; no address, no user name, no query. */
export function requestLog(log: Logger): MiddlewareHandler<Env> {
  return async (c, next) => {
    const start = performance.now();
    await next();
    // Reading is not worth a line, and neither is each frame of an attempt: its end is audited.
    const quiet = c.req.method === 'GET' || c.req.method === 'HEAD' || c.req.path === '/login/face/frame';
    if (quiet && c.res.status < 500) return;
    log.info(`${c.req.method} ${c.req.path}`, {
      status: c.res.status,
      ms: Math.round(performance.now() - start),
      request: c.var.requestId,
    });
  };
}
