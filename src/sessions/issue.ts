/** Turns an admission into the browser's cookies. Only this file writes the session's cookie. */
import type { Context } from 'hono';
import type { Deps } from '../deps.ts';
import { readCookie, writeCookie } from '../http/cookies.ts';
import type { Env } from '../http/env.ts';
import type { Admission } from './admit.ts';
import { DEVICE_SECONDS } from './devices.store.ts';
import { PENDING_SECONDS } from './pending.store.ts';
import { endSession, SESSION_SECONDS } from './sessions.store.ts';

type IssueDeps = Pick<Deps, 'db' | 'config'>;

/**
 * Gives the browser a session and ends its former one.
 * @param issued.deviceToken makes the browser a known device.
 */
export async function issueSession(
  c: Context<Env>,
  { db, config }: IssueDeps,
  { sessionToken, deviceToken }: { sessionToken: string; deviceToken?: string },
): Promise<void> {
  const before = readCookie(c, config, 'session');
  if (before) await endSession(db, before);
  writeCookie(c, config, 'session', sessionToken, { maxAge: SESSION_SECONDS });
  if (deviceToken) writeCookie(c, config, 'device', deviceToken, { maxAge: DEVICE_SECONDS });
}

/** Gives the browser the cookie of its admission. A pending sign-in leaves an earlier session open. */
export async function issueAdmission(
  c: Context<Env>,
  deps: IssueDeps,
  { admission, deviceToken }: { admission: Admission; deviceToken?: string },
): Promise<void> {
  if (admission.kind === 'pending') {
    writeCookie(c, deps.config, 'pending', admission.pendingToken, { maxAge: PENDING_SECONDS });
  } else if (admission.kind === 'session') {
    const { sessionToken } = admission;
    await issueSession(c, deps, { sessionToken, ...(deviceToken && { deviceToken }) });
  }
}
