/** The browser behind a request, as sign-in and throttling need it. */
import type { Context } from 'hono';
import type { Config } from '../config.ts';
import { readCookie } from './cookies.ts';
import type { Env } from './env.ts';

export type Client = { deviceToken: string | undefined; address: string; userAgent: string };

export function clientOf(c: Context<Env>, config: Pick<Config, 'publicUrl'>): Client {
  const userAgent = c.req.header('User-Agent') ?? '';
  return { deviceToken: readCookie(c, config, 'device'), address: c.var.address, userAgent };
}
