/** Removes what has run out, once an hour: rows that no request will look at again. */
import { and, isNull, lt } from 'drizzle-orm';
import { sweepSessions } from './auth/sessions.ts';
import { forgetOldFailures } from './auth/throttle.ts';
import { invites, loginAttempts, reauthentications } from './db/schema.ts';
import type { Deps } from './deps.ts';

const HOUR_MS = 3_600_000;

/** One round. Attempts that nobody came back to are marked as left; their rows stay for the record. */
export async function tidy({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<void> {
  const now = clock();
  await sweepSessions(db, now);
  await forgetOldFailures(db, now);
  await db.delete(reauthentications).where(lt(reauthentications.expiresAt, now));
  await db.delete(invites).where(lt(invites.expiresAt, now));
  await db
    .update(loginAttempts)
    .set({ endedAt: now, outcome: 'abandoned', tokenHash: null })
    .where(and(isNull(loginAttempts.endedAt), lt(loginAttempts.expiresAt, now)));
}

/** Tidies now and every hour. A round that fails is told and tried again. @returns how to stop. */
export function keepTidy(deps: Pick<Deps, 'db' | 'clock' | 'log'>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const round = () => {
    running = tidy(deps).catch((error: Error) => deps.log.error('Cannot tidy up', { cause: error.message }));
  };
  round();
  const timer = setInterval(round, HOUR_MS);
  return () => {
    clearInterval(timer);
    return running;
  };
}
