/**
 * Removes expired rows once an hour: no request reads them again. Every minute it ends the attempts that nobody came
 * back to. Until then whoever reads attempts takes them as over (`camera/overdue.store.ts`).
 */

import { sweepInvites } from '../accounts/links/invites.store.ts';
import { sweepResets } from '../accounts/links/resets.store.ts';
import { sweepAnswers } from '../api/http/answers.store.ts';
import { endAbandonedAttempts } from '../camera/attempts.store.ts';
import { forgetOldFrames } from '../camera/seen-frames.store.ts';
import { isDatabaseAway } from '../db/errors.ts';
import type { Deps } from '../deps.ts';
import { sweepTickets } from '../gateway/tickets.store.ts';
import { sweepHandOffs } from '../handoff/handoffs.store.ts';
import { briefCauseOf, causeOf } from '../log.ts';
import { sweepOidc } from '../oidc/sweep.ts';
import { sweepCeremonies } from '../passkeys/ceremonies.store.ts';
import { removeOld } from '../privacy/retention.ts';
import { sweepTrials } from '../selftest/trials.store.ts';
import { sweepDevices } from '../sessions/devices.store.ts';
import { sweepPending } from '../sessions/pending.store.ts';
import { sweepReauthentications } from '../sessions/reauth.store.ts';
import { sweepSessions } from '../sessions/sessions.store.ts';
import { forgetOldFailures } from '../throttle/throttle.store.ts';
import { sweepWebhooks } from '../webhooks/sweep.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

type TidyDeps = Pick<Deps, 'db' | 'clock' | 'config' | 'outbox' | 'log'>;

/** Runs one round. */
export async function tidy(deps: TidyDeps): Promise<void> {
  const { db, clock } = deps;
  const now = clock();
  await sweepSessions(db, now);
  await sweepReauthentications(db, now);
  await sweepPending(db, now);
  await sweepHandOffs(db, now);
  await sweepTickets(db, now);
  await sweepDevices(db, now);
  await sweepResets(db, now);
  await sweepCeremonies(db, now);
  await sweepInvites(db, now);
  await forgetOldFailures(db, now);
  await endAbandonedAttempts(db, now);
  await forgetOldFrames(db, now);
  await sweepTrials(db, now);
  await sweepOidc(db, now);
  await sweepAnswers(db, now);
  await sweepWebhooks(db, now);
  await removeOld(deps);
}

/** Tidies now and every hour. A failed round goes to the log; the next one tries again. @returns how to stop. */
export function keepTidy(deps: TidyDeps): () => Promise<void> {
  const { db, clock, log } = deps;
  let running: Promise<void> = Promise.resolve();
  // One after the other: each round ends attempts, too.
  const begin = (round: () => Promise<void>) => {
    running = running.then(round).catch((error: unknown) => {
      const cause = isDatabaseAway(error) ? briefCauseOf(error) : causeOf(error);
      log.error('Cannot tidy up', { cause });
    });
  };
  begin(() => tidy(deps));
  const timers = [
    setInterval(() => begin(() => tidy(deps)), HOUR_MS),
    setInterval(() => begin(() => endAbandonedAttempts(db, clock())), MINUTE_MS),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
    return running;
  };
}
