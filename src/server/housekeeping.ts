/** Removes expired rows once an hour: no request reads them again. */

import { sweepInvites } from '../accounts/invites.store.ts';
import { sweepResets } from '../accounts/resets.store.ts';
import { sweepAnswers } from '../api/http/answers.store.ts';
import { endAbandonedAttempts } from '../camera/attempts.store.ts';
import { forgetOldFrames } from '../camera/seen-frames.store.ts';
import type { Deps } from '../deps.ts';
import { causeOf } from '../log.ts';
import { sweepCeremonies } from '../passkeys/ceremonies.store.ts';
import { removeOld } from '../privacy/retention.ts';
import { sweepTrials } from '../selftest/trials.store.ts';
import { sweepDevices } from '../sessions/devices.store.ts';
import { sweepPending } from '../sessions/pending.store.ts';
import { sweepReauthentications } from '../sessions/reauth.store.ts';
import { sweepSessions } from '../sessions/sessions.store.ts';
import { forgetOldFailures } from '../throttle/throttle.store.ts';

const HOUR_MS = 3_600_000;

type TidyDeps = Pick<Deps, 'db' | 'clock' | 'config' | 'outbox' | 'log'>;

/** Runs one round. */
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
  await sweepAnswers(db, now);
  await removeOld(deps);
}

/** Tidies now and every hour. A failed round goes to the log; the next one tries again. @returns how to stop. */
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
