/** Who may see the administrator's pages. */
import type { MiddlewareHandler } from 'hono';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { Env } from '../http/env.ts';
import { requireSession, requireSudo } from '../sessions/middleware.ts';

/**
 * Lets administrators on who gave their password again a moment ago. Everybody else who is signed in finds nothing
 * here, whatever the address; who is not signed in is led to the sign-in page, whatever the address.
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
