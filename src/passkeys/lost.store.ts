/** Passkeys that are lost, or in other hands. */
import { eq } from 'drizzle-orm';
import { userNamed } from '../accounts/named.store.ts';
import { recordAudit } from '../audit/audit.store.ts';
import type { Database, Queryable } from '../db/open.ts';
import { pendingSignIns } from '../db/schema.ts';
import { removePasskeys } from '../sessions/second-factor.ts';
import { endSessions } from '../sessions/sessions.store.ts';

/**
 * Removes somebody's passkeys and recovery codes, and writes it down. Whoever holds a lost passkey may be signed in with
 * it: every session ends as well.
 * @param lost.actorId the administrator who asked for it; absent: the command line.
 * @returns how many passkeys there were; where there was none nothing happens.
 */
export async function forgetPasskeys(
  tx: Queryable,
  lost: { userId: string; now: Date; actorId?: string },
): Promise<number> {
  const { userId, now, actorId } = lost;
  const count = await removePasskeys(tx, userId);
  if (count === 0) return 0;
  await endSessions(tx, userId);
  await tx.delete(pendingSignIns).where(eq(pendingSignIns.userId, userId));
  const detail = { count, ...(!actorId && { by: 'console' }) };
  await recordAudit(tx, { at: now, userId, kind: 'passkey-removed', detail, ...(actorId && { actorId }) });
  return count;
}

/**
 * `facelogin reset USERNAME --passkeys`: for the only administrator, whom nobody else can help.
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
