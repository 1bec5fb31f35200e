/** The answer to a method that an address does not take: 405, and which ones it takes. */
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { AppError } from '../../errors.ts';
import type { Env } from '../env.ts';

/** @param answer turns the error into a response. */
export function otherMethods(
  app: Hono<Env>,
  answer: (c: Context<Env>, error: AppError) => Response | Promise<Response>,
): MiddlewareHandler<Env> {
  return methodNotAllowed<Env>({
    app,
    onMethodNotAllowed: (c, methods) => {
      c.header('Allow', methods.sort().join(', '));
      return answer(c, new AppError('method-not-allowed'));
    },
  });
}
