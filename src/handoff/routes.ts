/** A phone as the camera of a browser without one. */
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { desktopRoutes } from './desktop/desktop.routes.tsx';
import { phoneCameraRoutes } from './phone/camera.routes.tsx';
import { phoneRoutes } from './phone/phone.routes.tsx';

export function handOffRoutes(deps: Deps) {
  return new Hono<Env>()
    .route('/', desktopRoutes(deps))
    .route('/', phoneRoutes(deps))
    .route('/', phoneCameraRoutes(deps));
}
