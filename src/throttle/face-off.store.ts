/**
 * Each account counts its failed face attempts, from any browser: attempts for its name, and attempts that recognised
 * its face and lacked something else. After fifty in a row the face is off for the account until somebody gives its
 * password. NIST SP 800-63B-4 3.2.3 demands that after at most 50 failures with a liveness check.
 */
import { and, eq, gte, isNull, sql } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { users } from '../db/schema.ts';
import { happened } from '../events/events.store.ts';

/** Failed attempts in a row after which the face is off. */
export const FACE_FAILURES = 50;
/** An id that no account has. For a stranger the same statements run with it and find nobody. */
export const NO_ACCOUNT = '00000000-0000-0000-0000-000000000000';

/** Turns the face off once the attempts are used up. Then every camera treats the account's face as a stranger's. */
export async function turnFaceOffWhenDue(tx: Queryable, userId: string, now: Date): Promise<void> {
  const due = and(eq(users.id, userId), isNull(users.faceOffAt), gte(users.faceFailures, FACE_FAILURES));
  const turned = await tx.update(users).set({ faceOffAt: now }).where(due).returning({ id: users.id });
  if (turned.length > 0) await happened(tx, { at: now, userId, kind: 'face-off', detail: { reason: 'failures' } });
}

/**
 * Counts an attempt as failed before it is over, so that walking away gains nothing. A sign-in starts the count anew
 * (`admit.ts`).
 */
export async function countFaceFailure(tx: Queryable, userId: string, now: Date): Promise<void> {
  await turnFaceOffWhenDue(tx, userId, now);
  await tx
    .update(users)
    .set({ faceFailures: sql`${users.faceFailures} + 1` })
    .where(eq(users.id, userId));
}

/** Turns the face on again and starts the count anew, after a right password. */
export async function turnFaceOn(tx: Queryable, userId: string): Promise<void> {
  await tx.update(users).set({ faceFailures: 0, faceOffAt: null }).where(eq(users.id, userId));
}
