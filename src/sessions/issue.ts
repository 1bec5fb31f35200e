/** From an admission to the cookies of the browser. */
import type { Context } from 'hono';
import type { Deps } from '../deps.ts';
import { readCookie, writeCookie } from '../http/cookies.ts';
import type { Env } from '../http/env.ts';
import type { Admission } from './admit.ts';
import { DEVICE_SECONDS } from './devices.store.ts';
import { PENDING_SECONDS } from './pending.store.ts';
import { endSession, SESSION_SECONDS } from './sessions.ts';

/**
 * Gives the browser what it was admitted to. A session takes the place of the one before, which ends; while the second
 * factor is awaited, that one goes on.
 */
export async function letIn(
  c: Context<Env>,
  { db, config }: Pick<Deps, 'db' | 'config'>,
  { admission, deviceToken }: { admission: Admission; deviceToken?: string },
): Promise<void> {
  if (admission.kind === 'pending') {
    writeCookie(c, config, 'pending', admission.pendingToken, { maxAge: PENDING_SECONDS });
    return;
  }
  if (admission.kind !== 'session') return;
  const before = readCookie(c, config, 'session');
  if (before) await endSession(db, before);
  writeCookie(c, config, 'session', admission.sessionToken, { maxAge: SESSION_SECONDS });
  if (deviceToken) writeCookie(c, config, 'device', deviceToken, { maxAge: DEVICE_SECONDS });
}
