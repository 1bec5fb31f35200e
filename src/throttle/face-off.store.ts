/**
 * An account's own count of failed face attempts, whatever browser they come from: where a name was given first, or the
 * face was recognised and something else was missing. After fifty in a row the face is off for the account until its
 * password is given (NIST SP 800-63B-4 3.2.3 asks for that after 50 at most where there is a liveness check).
 */
import { and, eq, gte, isNull, sql } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { users } from '../db/schema.ts';
import { happened } from '../events/events.store.ts';

/** Failed attempts in a row. */
export const FACE_FAILURES = 50;
/** An id that no account has: for a stranger the same statements run, and find nobody. */
export const NO_ACCOUNT = '00000000-0000-0000-0000-000000000000';

/** Turns the face off where the attempts are used up. The account's face is then a stranger's to every camera. */
export async function turnFaceOffWhenDue(tx: Queryable, userId: string, now: Date): Promise<void> {
  const due = and(eq(users.id, userId), isNull(users.faceOffAt), gte(users.faceFailures, FACE_FAILURES));
  const turned = await tx.update(users).set({ faceOffAt: now }).where(due).returning({ id: users.id });
  if (turned.length > 0) await happened(tx, { at: now, userId, kind: 'face-off', detail: { reason: 'failures' } });
}

/**
 * Counts an attempt as failed, before it is over: a sign-in starts the count anew (`admit.ts`), and walking away gains
 * nothing.
 */
export async function countFaceFailure(tx: Queryable, userId: string, now: Date): Promise<void> {
  await turnFaceOffWhenDue(tx, userId, now);
  await tx
    .update(users)
    .set({ faceFailures: sql`${users.faceFailures} + 1` })
    .where(eq(users.id, userId));
}

/** The password was right: the face counts again, from the start. */
export async function turnFaceOn(tx: Queryable, userId: string): Promise<void> {
  await tx.update(users).set({ faceFailures: 0, faceOffAt: null }).where(eq(users.id, userId));
}
