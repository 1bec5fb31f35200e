/** Forms that have to wait: after too many tries the form stays and says how long. */
import type { Context } from 'hono';
import { waitVars } from '../../templates/parts/format.ts';
import type { Problem } from '../../templates/view.ts';
import { AppError } from '../errors.ts';
import type { Env } from './env.ts';
import { errorText } from './status.ts';

/** What the form says after too many tries, in place of the result. The answer is 429 and has `Retry-After` already. */
export class Wait {
  constructor(readonly problem: Problem) {}
}

/** The result of a check that a throttle guards, or the wait. @throws every other error of the check. */
export async function unlessThrottled<T>(c: Context<Env>, checked: Promise<T>): Promise<T | Wait> {
  try {
    return await checked;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'throttled') throw error;
    const seconds = error.retryAfter ?? 0;
    c.header('Retry-After', String(seconds));
    return new Wait({
      key: errorText('throttled', c.var.arrival.addressShared),
      vars: waitVars(c.var.locale, seconds),
    });
  }
}
