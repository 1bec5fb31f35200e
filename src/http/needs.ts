/** What a route needs of the middleware before it. The route declares it where it is defined: `needs({ … })`. */
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { RouterRoute } from 'hono/types';
import type { Env } from './env.ts';

/** Bytes of a form of text fields, at most. */
export const FORM_BYTES = 1_048_576;

type Limits = {
  /** Bytes of the body, at most. */
  body: number;
  /** Milliseconds to the answer, at most. */
  deadline: number;
  /** The log has no line of an answer below 500. */
  quiet: boolean;
  /** The route takes changes over plain http from other machines, too. */
  plainHttp: boolean;
  /** The route takes what a page of somebody else sends: it changes nothing of the signed-in person. */
  anyOwner: boolean;
};

/** Whose session a route asks for. The guard runs before the body is read. */
export type SessionNeed = 'none' | 'signed-in' | 'sudo';

/** `browser`: a page of this site sends it. `machine`: a program sends it with a secret of its own, never a cookie. */
type Asker = { csrf: 'browser'; session: SessionNeed } | { csrf: 'machine'; session: 'none' };

export type Needs = Limits & Asker;
type Declared = Partial<Limits> & ({ csrf?: 'browser'; session?: SessionNeed } | { csrf: 'machine'; session?: 'none' });

/**
 * A frame waits for a worker for up to five seconds. On a slow machine the worker looks at it for a few more: 12 s to the
 * answer. The browser waits a little longer (`templates/signin/face.tsx`).
 */
const DEFAULTS: Needs = {
  body: FORM_BYTES,
  deadline: 12_000,
  quiet: false,
  plainHttp: false,
  anyOwner: false,
  csrf: 'browser',
  session: 'none',
};

const declarations = new WeakMap<RouterRoute['handler'], Declared>();

/**
 * Declares a route's needs. It stands before the route's handler, or in `use` before those of many; the later
 * declaration wins. What no route declares has its default.
 * @throws {Error} at a request that the middleware could not look up: a sub-application with an error handler of its
 *   own hides its handlers.
 */
export function needs(declared: Declared): MiddlewareHandler<Env> {
  const found: MiddlewareHandler<Env> = (c, next) => {
    if (!matchedRoutes(c).some(({ handler }) => handler === found)) throw new Error('the needs of a route are hidden');
    return next();
  };
  declarations.set(found, declared);
  return found;
}

/** The needs that routes of one address declare together. */
export function needsOfRoutes(routes: readonly RouterRoute[]): Needs {
  return Object.assign({}, DEFAULTS, ...routes.map(({ handler }) => declarations.get(handler)));
}

/**
 * The route that answers a request: the first that is no middleware, or one of all methods that says it is a machine's.
 * Undefined: there is no such address.
 */
export function answeringRoute(c: Context<Env>): RouterRoute | undefined {
  const routes = matchedRoutes(c);
  const own = routes.find(({ method }) => method !== 'ALL');
  return own ?? routes.find(({ handler }) => declarations.get(handler)?.csrf === 'machine');
}

/** The needs of the route that answers a request, known before it runs. */
export function needsOf(c: Context<Env>): Needs {
  const path = answeringRoute(c)?.path;
  return needsOfRoutes(matchedRoutes(c).filter((route) => route.method === 'ALL' || route.path === path));
}
