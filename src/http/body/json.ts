/** JSON bodies, which scripts of this site send. */
import type { Context } from 'hono';
import type { z } from 'zod';
import { AppError } from '../../errors.ts';
import type { Env } from '../env.ts';

/** The checked body. @throws {AppError} `bad-request` where it is no JSON or does not fit the schema. */
export async function readJson<T>(c: Context<Env>, schema: z.ZodType<T>): Promise<T> {
  if (!/^application\/json\b/i.test(c.req.header('Content-Type') ?? '')) throw new AppError('bad-request');
  const body = await c.req.json<unknown>().catch((cause: unknown) => {
    // The body limit interrupts the reading with an error of its own.
    throw cause instanceof AppError ? cause : new AppError('bad-request', { cause });
  });
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new AppError('bad-request');
  return parsed.data;
}
