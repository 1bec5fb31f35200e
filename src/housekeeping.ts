/** Removes what has run out, once an hour: rows that no request will look at again. */

import { sweepDevices } from './auth/devices.ts';
import { sweepInvites } from './auth/invites.ts';
import { sweepPending } from './auth/pending.ts';
import { sweepReauthentications } from './auth/reauth.ts';
import { sweepResets } from './auth/resets.ts';
import { forgetOldFrames } from './auth/seen-frames.ts';
import { sweepSessions } from './auth/sessions.ts';
import { forgetOldFailures } from './auth/throttle.ts';
import type { Deps } from './deps.ts';
import { causeOf } from './log.ts';
import { endAbandonedAttempts } from './login/attempts.store.ts';
import { sweepCeremonies } from './passkeys/challenges.store.ts';
import { removeOld } from './privacy/retention.ts';
import { sweepTrials } from './selftest/trials.store.ts';

const HOUR_MS = 3_600_000;

type TidyDeps = Pick<Deps, 'db' | 'clock' | 'config' | 'vision' | 'log'>;

/** One round. */
export async function tidy(deps: TidyDeps): Promise<void> {
  const { db, clock } = deps;
  const now = clock();
  await sweepSessions(db, now);
  await sweepReauthentications(db, now);
  await sweepPending(db, now);
  await sweepDevices(db, now);
  await sweepResets(db, now);
  await sweepCeremonies(db, now);
  await sweepInvites(db, now);
  await forgetOldFailures(db, now);
  await endAbandonedAttempts(db, now);
  await forgetOldFrames(db, now);
  await sweepTrials(db, now);
  await removeOld(deps);
}

/** Tidies now and every hour. A round that fails is told and tried again. @returns how to stop. */
export function keepTidy(deps: TidyDeps): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const round = () => {
    running = tidy(deps).catch((error: unknown) => deps.log.error('Cannot tidy up', { cause: causeOf(error) }));
  };
  round();
  const timer = setInterval(round, HOUR_MS);
  return () => {
    clearInterval(timer);
    return running;
  };
}
