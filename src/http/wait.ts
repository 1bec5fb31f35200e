/** Forms that have to wait: who tried too often keeps the form and is told how long. */
import type { Context } from 'hono';
import { waitVars } from '../../templates/parts/format.ts';
import type { Problem } from '../../templates/view.ts';
import { AppError } from '../errors.ts';
import type { Env } from './env.ts';

/** Too many tries: what the form says in place of the result. The answer is 429 and has `Retry-After` already. */
export class Wait {
  constructor(readonly problem: Problem) {}
}

/** The result of a check that may be slowed down, or the wait; every other error goes on to where errors end. */
export async function unlessThrottled<T>(c: Context<Env>, checked: Promise<T>): Promise<T | Wait> {
  try {
    return await checked;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'throttled') throw error;
    const seconds = error.retryAfter ?? 0;
    c.header('Retry-After', String(seconds));
    return new Wait({ key: 'error.throttled', vars: waitVars(c.var.locale, seconds) });
  }
}
