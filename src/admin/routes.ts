/** All routes of the administrator. */
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { applicationRoutes } from './applications/applications.routes.tsx';
import { explainRoutes } from './applications/explain.routes.tsx';
import { applicationSetupRoutes } from './applications/setup.routes.tsx';
import { attendanceRoutes } from './attendance/attendance.routes.tsx';
import { groupRoutes } from './groups/groups.routes.tsx';
import { requireAdmin } from './guard.ts';
import { kioskAdminRoutes } from './kiosks/kiosks.routes.tsx';
import { doctorRoutes } from './overview/doctor.routes.tsx';
import { overviewRoutes } from './overview/overview.routes.tsx';
import { linkRoutes } from './people/links.routes.tsx';
import { peopleRoutes } from './people/people.routes.tsx';
import { attemptsRoutes } from './records/attempts.routes.tsx';
import { auditRoutes } from './records/audit.routes.tsx';
import { settingsRoutes } from './settings/settings.routes.tsx';
import { setupRoutes } from './setup/setup.routes.tsx';
import { wizardRoutes } from './wizard/wizard.routes.tsx';

/** @param more routes of rooms above this one, behind the same guard. They come before those with a part to fill in. */
export function adminRoutes(deps: Deps, more: Hono<Env> = new Hono<Env>()) {
  return new Hono<Env>()
    .route('/', setupRoutes(deps))
    .use('/admin/*', requireAdmin(deps))
    .route('/', more)
    .route('/', overviewRoutes(deps))
    .route('/', linkRoutes(deps))
    .route('/', groupRoutes(deps))
    .route('/', peopleRoutes(deps))
    .route('/', explainRoutes(deps))
    .route('/', applicationRoutes(deps))
    .route('/', applicationSetupRoutes(deps))
    .route('/', attendanceRoutes(deps))
    .route('/', kioskAdminRoutes(deps))
    .route('/', attemptsRoutes(deps))
    .route('/', auditRoutes(deps))
    .route('/', settingsRoutes(deps))
    .route('/', wizardRoutes(deps))
    .route('/', doctorRoutes(deps));
}
