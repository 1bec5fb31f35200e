/** Guards the administrator's pages. */
import type { MiddlewareHandler } from 'hono';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { Env } from '../http/env.ts';
import { requireSession, requireSudo } from '../sessions/middleware.ts';

/**
 * Lets administrators in who gave their password again a moment ago. For other signed-in people no address here exists.
 * Every address leads people who are not signed in to the sign-in page.
 */
export function requireAdmin(deps: Pick<Deps, 'db' | 'clock'>): MiddlewareHandler<Env> {
  const [signedIn, sudo] = [requireSession(), requireSudo(deps)];
  return (c, next) => {
    const { session } = c.var;
    if (!session) return signedIn(c, next);
    if (session.role !== 'admin') throw new AppError('not-found');
    return sudo(c, next);
  };
}
