/** Which type of body an operation takes. */
import type { MiddlewareHandler } from 'hono';
import { AppError } from '../../errors.ts';
import type { Env } from '../../http/env.ts';

export type Media = 'application/json' | 'multipart/form-data';

/**
 * Refuses a body of another type. Without this it would count as an empty one, and a change as one of nothing.
 * @throws {AppError} `media-type`.
 */
export function takesMedia(type: Media): MiddlewareHandler<Env> {
  return (c, next) => {
    const sent = (c.req.header('Content-Type') ?? '').split(';')[0]!.trim().toLowerCase();
    if (sent !== type) throw new AppError('media-type', { vars: { type } });
    return next();
  };
}
