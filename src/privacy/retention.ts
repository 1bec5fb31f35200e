/** Retention: the server keeps attempts, the audit trail and faces that nobody uses for a time only. */
import type { Deps } from '../deps.ts';
import { deleteFaceData, unusedFaces } from '../faces/face-data.store.ts';
import { deleteAttempts, deleteAudit } from './retention.store.ts';

const DAY_MS = 24 * 3_600_000;

type RetentionDeps = Pick<Deps, 'db' | 'clock' | 'config' | 'outbox'>;

/** The moment before which things are too old; undefined where the server keeps them for ever. */
function tooOld(now: Date, days: number): Date | undefined {
  return days === 0 ? undefined : new Date(now.getTime() - days * DAY_MS);
}

/** Removes faces that nobody has signed in with for long. Each has its own transaction and its own receipt. */
async function removeUnusedFaces({ db, clock, config, outbox }: RetentionDeps): Promise<void> {
  const now = clock();
  const before = tooOld(now, config.unusedFaceDays);
  if (!before) return;
  for (const userId of await unusedFaces(db, before)) {
    await outbox.commit(async (tx) => {
      // The person may have signed in since the first query.
      const [still] = await unusedFaces(tx, before, userId);
      if (still) await deleteFaceData(tx, { userId, reason: 'unused', now });
    });
  }
}

/** One round: removes what is older than the settings allow. */
export async function removeOld(deps: RetentionDeps): Promise<void> {
  const { db, clock, config } = deps;
  const attempts = tooOld(clock(), config.attemptDays);
  if (attempts) await deleteAttempts(db, attempts);
  const audit = tooOld(clock(), config.auditDays);
  if (audit) await deleteAudit(db, audit);
  await removeUnusedFaces(deps);
}
