/** Single-use links with which one person may register. */
import { and, eq, gt, isNull, lt } from 'drizzle-orm';
import { hashToken, newToken } from '../../crypto/tokens.ts';
import type { Queryable } from '../../db/open.ts';
import { invites } from '../../db/schema.ts';

const DAYS = 7;

/** Makes a link. @returns its secret, of which the database has only the hash. */
export async function createInvite(db: Queryable, now: Date): Promise<{ token: string }> {
  const token = newToken();
  const expiresAt = new Date(now.getTime() + DAYS * 24 * 60 * 60_000);
  await db.insert(invites).values({ tokenHash: hashToken(token), createdAt: now, expiresAt });
  return { token };
}

function usable(token: string, now: Date) {
  return and(eq(invites.tokenHash, hashToken(token)), isNull(invites.usedAt), gt(invites.expiresAt, now));
}

export async function isInviteUsable(db: Queryable, token: string, now: Date): Promise<boolean> {
  return (await db.select().from(invites).where(usable(token, now))).length > 0;
}

/** Uses a link up. Call it in the transaction that registers. @returns false: used, expired, or unknown. */
export async function useInvite(tx: Queryable, token: string, now: Date): Promise<boolean> {
  const used = await tx.update(invites).set({ usedAt: now }).where(usable(token, now)).returning();
  return used.length > 0;
}

/** Removes expired links, used or not. */
export async function sweepInvites(db: Queryable, now: Date): Promise<void> {
  await db.delete(invites).where(lt(invites.expiresAt, now));
}
