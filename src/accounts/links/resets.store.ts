/** Single-use links with which a person sets a new password. Whoever runs the server issues them. */
import { and, eq, gt, isNull, lt } from 'drizzle-orm';
import { hashToken, newToken } from '../../crypto/tokens.ts';
import type { Database, Queryable } from '../../db/open.ts';
import { knownDevices, passwordResets, users } from '../../db/schema.ts';
import { happened } from '../../events/events.store.ts';
import { passwordName } from '../../sessions/password-gate.ts';
import { endPending } from '../../sessions/pending.store.ts';
import { endSessions } from '../../sessions/sessions.store.ts';
import { clearAccount } from '../../throttle/throttle.store.ts';
import { savePassword } from '../accounts.store.ts';
import { userNamed } from '../named.store.ts';

/** Hours that a link works. */
export const RESET_HOURS = 24;

/** The address of a link. */
export function resetHref(publicUrl: string, token: string): string {
  return `${publicUrl}/reset?token=${token}`;
}

/**
 * Makes a link. The account's earlier links stop working.
 * @param reset.actorId the administrator who asked for it; absent: the command line.
 * @returns the link's secret, of which the database has only the hash.
 */
export async function createReset(
  tx: Queryable,
  reset: { userId: string; now: Date; actorId?: string },
): Promise<string> {
  const { userId, now, actorId } = reset;
  const token = newToken();
  const expiresAt = new Date(now.getTime() + RESET_HOURS * 3_600_000);
  await tx.delete(passwordResets).where(eq(passwordResets.userId, userId));
  await tx.insert(passwordResets).values({ tokenHash: hashToken(token), userId, createdAt: now, expiresAt });
  await happened(tx, {
    at: now,
    userId,
    kind: 'reset-issued',
    ...(actorId ? { actorId } : { detail: { by: 'console' } }),
  });
  return token;
}

/** `facelogin reset USERNAME` makes a link. @throws {Error} in one line where nobody has the name. */
export async function createResetByName(
  { db, clock }: { db: Database; clock: () => Date },
  username: string,
): Promise<{ token: string; username: string }> {
  return db.transaction(async (tx) => {
    const user = await userNamed(tx, username);
    return { token: await createReset(tx, { userId: user.id, now: clock() }), username: user.username };
  });
}

function usable(token: string, now: Date) {
  const { tokenHash, usedAt, expiresAt } = passwordResets;
  return and(eq(tokenHash, hashToken(token)), isNull(usedAt), gt(expiresAt, now));
}

export type Resetting = { userId: string; username: string };

/** Whose password a link sets. Undefined alike for a used, an expired and an unknown link. */
export async function findReset(db: Queryable, token: string, now: Date): Promise<Resetting | undefined> {
  const [row] = await db
    .select({ userId: users.id, username: users.username })
    .from(passwordResets)
    .innerJoin(users, eq(users.id, passwordResets.userId))
    .where(usable(token, now));
  return row;
}

/** Ends the waits that failed tries at an account have caused, by password and by face. */
async function clearThrottles(tx: Queryable, userId: string): Promise<void> {
  const [user] = await tx.select({ key: users.usernameKey }).from(users).where(eq(users.id, userId));
  await clearAccount(tx, userId, passwordName(user?.key ?? ''));
}

/**
 * Uses a link up and sets the new password. Everything that the old one opened ends: sessions, sign-ins that wait for
 * their second factor, known devices. Call it in a transaction.
 * @returns false where the link was used in the meantime.
 */
export async function useReset(
  tx: Queryable,
  { token, passwordHash, now }: { token: string; passwordHash: string; now: Date },
): Promise<boolean> {
  const [used] = await tx.update(passwordResets).set({ usedAt: now }).where(usable(token, now)).returning();
  if (!used) return false;
  const { userId } = used;
  await savePassword(tx, userId, passwordHash);
  await endSessions(tx, userId);
  await endPending(tx, userId);
  await tx.delete(knownDevices).where(eq(knownDevices.userId, userId));
  await clearThrottles(tx, userId);
  await happened(tx, { at: now, userId, kind: 'password-reset' });
  return true;
}

/** Removes expired links, used or not. */
export async function sweepResets(db: Queryable, now: Date): Promise<void> {
  await db.delete(passwordResets).where(lt(passwordResets.expiresAt, now));
}
