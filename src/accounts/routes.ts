/** Every route of accounts. */
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { accountPageRoutes } from './account.routes.tsx';
import { confirmRoutes } from './confirm.routes.tsx';
import { profileRoutes } from './profile.routes.tsx';
import { registerRoutes } from './register.routes.tsx';
import { resetRoutes } from './reset.routes.tsx';
import { securityRoutes } from './security.routes.tsx';
import { sessionsRoutes } from './sessions.routes.tsx';
import { signInRoutes } from './signin.routes.tsx';

export function accountRoutes(deps: Deps) {
  return new Hono<Env>()
    .route('/', registerRoutes(deps))
    .route('/', signInRoutes(deps))
    .route('/', accountPageRoutes(deps))
    .route('/', profileRoutes(deps))
    .route('/', resetRoutes(deps))
    .route('/', sessionsRoutes(deps))
    .route('/', confirmRoutes(deps))
    .route('/', securityRoutes(deps));
}
