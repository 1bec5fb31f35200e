/** The sign-in page and every way in. */
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { needs } from '../http/needs.ts';
import { faceRoutes } from './face/face.routes.tsx';
import { passkeySignInRoutes } from './passkey.routes.tsx';
import { passwordRoutes } from './password.routes.tsx';
import { secondStepRoutes } from './second.routes.tsx';
import { stepUpRoutes } from './step-up/step-up.routes.tsx';

export function signInRoutes(deps: Deps) {
  // Whoever signs in here says who it is. Signing out has to work on every page.
  const anybody = needs({ anyOwner: true });
  return new Hono<Env>()
    .use('/login/*', anybody)
    .use('/logout', anybody)
    .route('/', faceRoutes(deps))
    .route('/', passwordRoutes(deps))
    .route('/', passkeySignInRoutes(deps))
    .route('/', secondStepRoutes(deps))
    .route('/', stepUpRoutes(deps));
}
