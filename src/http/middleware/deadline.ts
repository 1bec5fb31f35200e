/** No request waits for ever: a database or a worker that hangs is told as one that is away. */
import type { MiddlewareHandler } from 'hono';
import { AppError } from '../../errors.ts';
import type { Env } from '../env.ts';

/** Milliseconds to an answer: a frame may wait for five seconds, and be looked at for five more. */
const ANSWER_MS = 12_000;
/** A clip's 24 frames go one at a time behind everybody's sign-in. */
const CLIP_MS = 25_000;
const CLIP = '/enroll/clip';

/** @param limitMs for every request, where tests want another one. */
export function deadline(limitMs?: number): MiddlewareHandler<Env> {
  return async (c, next) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const most = limitMs ?? (c.req.path === CLIP ? CLIP_MS : ANSWER_MS);
      timer = setTimeout(() => reject(new AppError('busy', { cause: new Error('no answer in time') })), most);
    });
    try {
      await Promise.race([next(), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}
