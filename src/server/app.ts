/** The web application: it orders the middleware, mounts every feature's routes and answers errors. */
import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { accountRoutes } from '../accounts/routes.ts';
import { adminRoutes } from '../admin/routes.ts';
import { keyRoutes } from '../api/keys/keys.routes.tsx';
import { answerProgram, apiGuards, apiRoutes, comprefaceRoutes } from '../api/routes.ts';
import { isDatabaseAway } from '../db/errors.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { enrollmentRoutes } from '../faces/enroll.routes.tsx';
import { gatewayRoutes } from '../gateway/routes.ts';
import { handOffRoutes } from '../handoff/routes.ts';
import { answerError } from '../http/answer.tsx';
import { beginsAsOurs } from '../http/arrival/prefix.ts';
import { type Assets, assetRoutes } from '../http/assets.ts';
import type { Env } from '../http/env.ts';
import { explainInsecure } from '../http/insecure.tsx';
import { forBrowsers, guardRoutes } from '../http/middleware/askers.ts';
import { deadline } from '../http/middleware/deadline.ts';
import { otherMethods } from '../http/middleware/methods.ts';
import { ownerCheck } from '../http/middleware/owner.ts';
import { requestContext, requestLog } from '../http/middleware/request.ts';
import { insecureAddress, limitBodies, originCheck, securityHeaders } from '../http/middleware/security.ts';
import { isExpected, statusOf } from '../http/status.ts';
import { installedRoutes } from '../installed/installed.routes.tsx';
import { kioskRoutes } from '../kiosk/kiosk.routes.tsx';
import { briefCauseOf, causeOf } from '../log.ts';
import { oidcRoutes } from '../oidc/routes.ts';
import { passkeyRoutes } from '../passkeys/routes.ts';
import { privacyRoutes } from '../privacy/routes.tsx';
import { selfTestRoutes } from '../selftest/self-test.routes.tsx';
import { loadSession, requireSession, requireSudo } from '../sessions/middleware.ts';
import { sessionRoutes } from '../sessions/routes.ts';
import { signInRoutes } from '../signin/routes.ts';
import { transferRoutes } from '../transfer/routes.ts';
import { limitsOf } from '../vision/pipeline/normalize.ts';
import { VisionError } from '../vision/protocol.ts';
import { webhookRoutes } from '../webhooks/webhooks.routes.tsx';
import { healthRoutes } from './health.routes.ts';
import { homeRoutes } from './home.routes.tsx';

/** Turns anything thrown into an error with an answer. An unforeseen one becomes `internal`. */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  // A body that is no JSON, or of a type that no operation takes.
  if (error instanceof HTTPException && error.status < 500) return new AppError('bad-request', { cause: error });
  if (isDatabaseAway(error)) return new AppError('database', { cause: error });
  if (!(error instanceof VisionError)) return new AppError('internal', { cause: error });
  if (error.code === 'bad-image') {
    return new AppError(`image.${error.fault ?? 'damaged'}`, { vars: limitsOf(), cause: error });
  }
  return new AppError(error.code, { cause: error });
}

/** Pages that are of no use over plain http: they say so themselves. */
const NEED_HTTPS = ['/login', '/register', '/reset', '/enroll', '/setup', '/phone', '/kiosk'];

/** The routes of every feature, in the order in which they are asked. */
function features(deps: Deps, inside: Hono<Env>): Hono<Env>[] {
  return [
    homeRoutes(deps),
    inside,
    accountRoutes(deps),
    // The order matters: the guard of adminRoutes protects every address under /admin that follows.
    adminRoutes(deps, transferRoutes(deps)),
    keyRoutes(deps),
    webhookRoutes(deps),
    selfTestRoutes(deps),
    enrollmentRoutes(deps),
    handOffRoutes(deps),
    sessionRoutes(deps),
    signInRoutes(deps),
    kioskRoutes(deps),
    privacyRoutes(deps),
    passkeyRoutes(deps),
    oidcRoutes(deps),
    apiRoutes(deps),
    comprefaceRoutes(deps),
  ];
}

/** The application of one server. `fetch(request, { remoteAddress })` answers a request. */
export function createApp(deps: Deps, assets: Assets): Hono<Env> {
  const { config, log, metrics, proxies } = deps;
  const app = new Hono<Env>();
  const answer = (c: Context<Env>, error: AppError) => answerProgram(c, error) ?? answerError(c, config, error);
  const gateway = gatewayRoutes(deps, assets);
  const addresses = () => app.routes.filter(({ method }) => method !== 'ALL').map(({ path }) => path);
  app.use(requestContext(config, { isOurs: beginsAsOurs(addresses), notes: proxies }), requestLog(deps));
  app.route('/', gateway.outside);
  app.use(securityHeaders(config));
  app.use(otherMethods(app, answer));
  app.route('/', assetRoutes(assets));
  app.route('/', installedRoutes(deps, assets));
  app.route('/', healthRoutes(deps));
  app.use(deadline(), insecureAddress(), forBrowsers(originCheck(config)), forBrowsers(loadSession(deps)));
  for (const path of NEED_HTTPS) app.get(path, explainInsecure(config));
  app.route('/', apiGuards(deps));
  // The guard comes before the body: without a session nobody makes the server hold a clip.
  app.use(guardRoutes({ 'signed-in': requireSession(), sudo: requireSudo(deps) }), limitBodies());
  app.use(forBrowsers(ownerCheck()));
  for (const routes of features(deps, gateway.inside)) app.route('/', routes);
  app.notFound((c) => answer(c, new AppError('not-found')));
  app.onError((error, c) => {
    const known = toAppError(error);
    if (known.code === 'database') metrics.databaseAway();
    if (isExpected(known)) {
      c.set('refusal', { code: known.code, ...(known.cause !== undefined && { cause: briefCauseOf(known.cause) }) });
    } else if (statusOf(known) >= 500) log.error(known.code, { cause: causeOf(known.cause) });
    return answer(c, known);
  });
  return app;
}
