/** All routes of accounts. */
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { resetRoutes } from './links/reset.routes.tsx';
import { accountPageRoutes } from './profile/account.routes.tsx';
import { profileRoutes } from './profile/profile.routes.tsx';
import { registerRoutes } from './register.routes.tsx';
import { securityRoutes } from './security.routes.tsx';

export function accountRoutes(deps: Deps) {
  return new Hono<Env>()
    .route('/', registerRoutes(deps))
    .route('/', accountPageRoutes(deps))
    .route('/', profileRoutes(deps))
    .route('/', resetRoutes(deps))
    .route('/', securityRoutes(deps));
}
