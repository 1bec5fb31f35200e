/** All routes of passkeys. */
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { codesRoutes } from './codes.routes.tsx';
import { manageRoutes } from './manage.routes.tsx';

export function passkeyRoutes(deps: Deps) {
  return new Hono<Env>().route('/', manageRoutes(deps)).route('/', codesRoutes(deps));
}
