/** The pages of import and export. They lie behind the administrator's guard. */
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { exportRoutes } from './export/export.routes.ts';
import { importRoutes } from './page/import.routes.tsx';

export function transferRoutes(deps: Deps) {
  return new Hono<Env>().route('/', exportRoutes(deps)).route('/', importRoutes(deps));
}
