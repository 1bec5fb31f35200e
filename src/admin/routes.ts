/** Every route of the administrator. */
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { requireAdmin } from './guard.ts';
import { overviewRoutes } from './overview.routes.tsx';
import { setupRoutes } from './setup.routes.tsx';

export function adminRoutes(deps: Deps) {
  const guard = requireAdmin(deps);
  return new Hono<Env>().route('/', setupRoutes(deps)).use('/admin/*', guard).route('/', overviewRoutes(deps));
}
