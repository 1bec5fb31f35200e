/** Pending sign-ins: the first factor was right, the second must follow, in one browser, once, within five minutes. */
import { and, eq, gt, isNull, lt } from 'drizzle-orm';
import { hashToken, newToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import { pendingSignIns, users } from '../db/schema.ts';

/** Seconds within which the second factor must follow. */
export const PENDING_SECONDS = 5 * 60;

export type PendingSignIn = Pick<typeof pendingSignIns.$inferSelect, 'userId' | 'method' | 'live' | 'device' | 'next'>;

/** Begins a pending sign-in. @returns the secret for the browser's cookie; only its hash is stored. */
export async function beginPending(tx: Queryable, pending: PendingSignIn & { now: Date }): Promise<string> {
  const { now, ...values } = pending;
  const token = newToken();
  const expiresAt = new Date(now.getTime() + PENDING_SECONDS * 1000);
  await tx.insert(pendingSignIns).values({ tokenHash: hashToken(token), expiresAt, ...values });
  return token;
}

function open(token: string, now: Date) {
  return and(eq(pendingSignIns.tokenHash, hashToken(token)), gt(pendingSignIns.expiresAt, now));
}

/** Finds the pending sign-in of a cookie. Undefined if it has expired or is done, or its account is disabled. */
export async function findPending(
  db: Queryable,
  token: string | undefined,
  now: Date,
): Promise<PendingSignIn | undefined> {
  if (!token) return undefined;
  const { userId, method, live, device, next } = pendingSignIns;
  const [row] = await db
    .select({ userId, method, live, device, next })
    .from(pendingSignIns)
    .innerJoin(users, eq(users.id, pendingSignIns.userId))
    .where(and(open(token, now), isNull(users.disabledAt)));
  return row;
}

/** Uses it up. Call it in the transaction that opens the session. @returns false if another request was first. */
export async function takePending(tx: Queryable, token: string, now: Date): Promise<boolean> {
  return (await tx.delete(pendingSignIns).where(open(token, now)).returning()).length > 0;
}

/** Ends a person's pending sign-ins after a new password: they began with the former one. */
export async function endPending(tx: Queryable, userId: string): Promise<void> {
  await tx.delete(pendingSignIns).where(eq(pendingSignIns.userId, userId));
}

/** Removes expired rows. */
export async function sweepPending(db: Queryable, now: Date): Promise<void> {
  await db.delete(pendingSignIns).where(lt(pendingSignIns.expiresAt, now));
}
