/** Removes passkeys that are lost or in other hands. */
import { userNamed } from '../accounts/named.store.ts';
import type { Database, Queryable } from '../db/open.ts';
import { happened } from '../events/events.store.ts';
import { endPending } from '../sessions/pending.store.ts';
import { removePasskeys } from '../sessions/person.store.ts';
import { endSessions } from '../sessions/sessions.store.ts';

/**
 * Removes a person's passkeys and recovery codes, and records it. Every session ends as well: whoever holds a lost
 * passkey may be signed in with it.
 * @param lost.actorId the administrator who asked for it; absent: the command line.
 * @returns the number of passkeys. Without any nothing happens.
 */
export async function forgetPasskeys(
  tx: Queryable,
  lost: { userId: string; now: Date; actorId?: string },
): Promise<number> {
  const { userId, now, actorId } = lost;
  const count = await removePasskeys(tx, userId);
  if (count === 0) return 0;
  await endSessions(tx, userId);
  await endPending(tx, userId);
  const detail = { count, ...(!actorId && { by: 'console' }) };
  await happened(tx, { at: now, userId, kind: 'passkey-removed', detail, ...(actorId && { actorId }) });
  return count;
}

/**
 * `facelogin reset USERNAME --passkeys`: helps the only administrator, whom no other administrator can help.
 * @throws {Error} in one line where nobody has the name.
 */
export async function forgetPasskeysByName(
  { db, clock }: { db: Database; clock: () => Date },
  username: string,
): Promise<{ username: string; count: number }> {
  return db.transaction(async (tx) => {
    const user = await userNamed(tx, username);
    return { username: user.username, count: await forgetPasskeys(tx, { userId: user.id, now: clock() }) };
  });
}
