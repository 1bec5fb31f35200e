/** Who may ask: the steps that only a browser's request takes, and the guard that a route declares. */
import type { MiddlewareHandler } from 'hono';
import type { Env } from '../env.ts';
import { needsOf, type SessionNeed } from '../needs.ts';

/** Skips a step for a machine: it has no origin to check, and no cookie makes a session of it. */
export function forBrowsers(step: MiddlewareHandler<Env>): MiddlewareHandler<Env> {
  return (c, next) => (needsOf(c).csrf === 'machine' ? next() : step(c, next));
}

/** Lets on whom the route's declared guard lets on. */
export function guardRoutes(guards: Record<Exclude<SessionNeed, 'none'>, MiddlewareHandler<Env>>) {
  const guard: MiddlewareHandler<Env> = (c, next) => {
    const { session } = needsOf(c);
    return session === 'none' ? next() : guards[session](c, next);
  };
  return guard;
}
