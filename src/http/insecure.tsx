/** Explains why nobody can sign in: by plain http from another machine, or behind a proxy that hides the https. */
import type { MiddlewareHandler } from 'hono';
import { HttpsLostPage, InsecurePage } from '../../templates/insecure.tsx';
import { type Config, isHttps } from '../config.ts';
import type { Env } from './env.ts';
import { page, view } from './render.tsx';

/** Answers with the explanation where `insecureAddress` marked the request. */
export function explainInsecure(config: Config): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (!c.var.insecure) return next();
    const v = view(c, config);
    const { host } = new URL(c.req.url);
    if (c.var.arrival.httpsLost) {
      const body = <HttpsLostPage view={v} host={host} />;
      return page(c, { view: v, title: c.var.t('https-lost.title'), status: 403 }, body);
    }
    const body = <InsecurePage view={v} httpsUrl={isHttps(config) ? config.publicUrl : null} host={host} />;
    return page(c, { view: v, title: c.var.t('insecure.title'), status: 403 }, body);
  };
}
