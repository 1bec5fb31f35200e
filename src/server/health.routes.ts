/** Answers a monitor, a proxy or a service manager: whether the process runs, can work, and how much it does. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Config } from '../config.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { isLoopbackAddress } from '../http/arrival/address.ts';
import type { Env } from '../http/env.ts';
import { databaseAnswers, endedSince } from './health.store.ts';

/** Milliseconds within which the database must answer. A monitor usually waits for one to ten seconds. */
const DATABASE_MS = 1_000;
/** Milliseconds that `/metrics` looks back on attempts. */
const ATTEMPTS_MS = 5 * 60_000;

function sameSecret(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

/** Whether this request may see the figures. A request through a proxy comes from elsewhere, whoever the peer is. */
function maySee(c: Context<Env>, { metrics, metricsToken }: Config): boolean {
  if (metrics === 'off') return false;
  if (metrics === 'token') return sameSecret(c.req.header('Authorization') ?? '', `Bearer ${metricsToken}`);
  const forwarded = ['X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Host', 'Forwarded', 'Via'];
  return isLoopbackAddress(c.env?.remoteAddress) && !forwarded.some((name) => c.req.header(name) !== undefined);
}

/** All of these answer without a session. Only `/readyz` and the attempts of `/metrics` need the database. */
export function healthRoutes({ config, db, vision, metrics, clock }: Deps) {
  const visionReady = () => vision.status().state === 'ready';
  return new Hono<Env>()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      const database = await databaseAnswers(db, DATABASE_MS);
      const worker = visionReady();
      const ready = database && worker;
      if (!ready) c.header('Retry-After', '2');
      const parts = { database: database ? 'ok' : 'away', vision: worker ? 'ok' : 'starting' };
      return c.json({ status: ready ? 'ready' : 'not ready', ...parts }, ready ? 200 : 503);
    })
    .get('/health', (c) => {
      const ready = visionReady();
      return c.json({ status: ready ? 'ok' : 'starting' }, ready ? 200 : 503);
    })
    .get('/metrics', async (c) => {
      if (!maySee(c, config)) throw new AppError('not-found');
      const status = vision.status();
      // Without the database its figures are missing. The others still tell the operator why.
      const now = clock();
      const since = new Date(now.getTime() - ATTEMPTS_MS);
      const attempts = await endedSince(db, { since, now }).catch(() => []);
      const text = await metrics.text({ ...status, ready: visionReady(), attempts });
      return c.body(text, 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
    });
}
