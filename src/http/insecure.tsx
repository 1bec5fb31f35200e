/** Explains why nobody can sign in on a page that was opened by plain http from another machine. */
import type { MiddlewareHandler } from 'hono';
import { InsecurePage } from '../../templates/insecure.tsx';
import { type Config, isHttps } from '../config.ts';
import type { Env } from './env.ts';
import { page, view } from './render.tsx';

/** Answers with the explanation where `insecureAddress` marked the request. */
export function explainInsecure(config: Config): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (!c.var.insecure) return next();
    const v = view(c, config);
    const body = (
      <InsecurePage view={v} httpsUrl={isHttps(config) ? config.publicUrl : null} host={new URL(c.req.url).host} />
    );
    return page(c, { view: v, title: c.var.t('insecure.title'), status: 403 }, body);
  };
}
