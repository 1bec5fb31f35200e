/** Every route of the administrator. */
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { attemptsRoutes } from './attempts.routes.tsx';
import { auditRoutes } from './audit.routes.tsx';
import { doctorRoutes } from './doctor.routes.tsx';
import { requireAdmin } from './guard.ts';
import { linkRoutes } from './links.routes.tsx';
import { overviewRoutes } from './overview.routes.tsx';
import { peopleRoutes } from './people.routes.tsx';
import { settingsRoutes } from './settings.routes.tsx';
import { setupRoutes } from './setup.routes.tsx';

export function adminRoutes(deps: Deps) {
  return new Hono<Env>()
    .route('/', setupRoutes(deps))
    .use('/admin/*', requireAdmin(deps))
    .route('/', overviewRoutes(deps))
    .route('/', linkRoutes(deps))
    .route('/', peopleRoutes(deps))
    .route('/', attemptsRoutes(deps))
    .route('/', auditRoutes(deps))
    .route('/', settingsRoutes(deps))
    .route('/', doctorRoutes(deps));
}
