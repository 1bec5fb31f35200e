/** The browser behind a request. */
import type { Context } from 'hono';
import type { Config } from '../config.ts';
import type { Client } from '../principal.ts';
import { readCookie } from './cookies.ts';
import type { Env } from './env.ts';

export function clientOf(c: Context<Env>, config: Pick<Config, 'publicUrl'>): Client {
  const userAgent = c.req.header('User-Agent') ?? '';
  return { deviceToken: readCookie(c, config, 'device'), address: c.var.address, userAgent };
}
