/** The gateway's routes, in two parts: what comes before the site's own middleware, and the page behind it. */
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import type { Assets } from '../http/assets.ts';
import type { Env } from '../http/env.ts';
import { checkRoutes } from './check/check.routes.tsx';
import { createGateway } from './gateway.ts';
import { openRoutes } from './open.routes.tsx';
import { siteRoutes } from './site.routes.tsx';

/**
 * `outside`: what answers proxies, and browsers at the applications' hosts. The headers, the session and the origin
 * check of FaceLogin's own host are not for them. `inside`: a page of FaceLogin.
 */
export function gatewayRoutes(deps: Deps, assets: Assets) {
  const gateway = createGateway(deps);
  const outside = new Hono<Env>().route('/', checkRoutes(gateway)).route('/', siteRoutes(gateway, assets));
  return { outside, inside: openRoutes(gateway) };
}
