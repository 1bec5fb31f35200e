/** The pages of sessions: the list, and the password given again. */
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { confirmRoutes } from './confirm.routes.tsx';
import { sessionsRoutes } from './list.routes.tsx';

export function sessionRoutes(deps: Deps) {
  return new Hono<Env>().route('/', sessionsRoutes(deps)).route('/', confirmRoutes(deps));
}
