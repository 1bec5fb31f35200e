/** A time limit on every request: a database or a worker that hangs gets the same answer as one that is away. */
import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { timeout } from 'hono/timeout';
import { AppError } from '../../errors.ts';
import type { Env } from '../env.ts';
import { needsOf } from '../needs.ts';

const LATE = new HTTPException(503, { message: 'no answer in time' });

/** @param limitMs for every request; absent: what the route declares. @throws {AppError} `busy` after that time. */
export function deadline(limitMs?: number): MiddlewareHandler<Env> {
  return (c, next) =>
    timeout(limitMs ?? needsOf(c).deadline, LATE)(c, next).catch((error: unknown) => {
      throw error === LATE ? new AppError('busy', { cause: error }) : error;
    });
}
