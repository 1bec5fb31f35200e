/** Ceremonies: the server gives a browser a challenge, which works once, for one purpose, within five minutes. */
import { and, eq, gt, lt } from 'drizzle-orm';
import { hashToken, newToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import { passkeyChallenges } from '../db/schema.ts';

/** Seconds that a ceremony lasts. */
export const CEREMONY_SECONDS = 5 * 60;

type Row = typeof passkeyChallenges.$inferSelect;
type Ceremony = Pick<Row, 'challenge' | 'purpose'> & { userId: string | null };

/**
 * Begins a ceremony. A browser has one at a time.
 * @param ceremony.before the secret of the browser's earlier ceremony, which ends.
 * @returns the secret for the browser's cookie, of which the database has only the hash.
 */
export async function beginCeremony(
  db: Queryable,
  ceremony: Ceremony & { before: string | undefined; now: Date },
): Promise<string> {
  const { before, now, ...values } = ceremony;
  // Anybody may ask for a challenge, and the hourly sweep would be too late for a flood of requests.
  await sweepCeremonies(db, now);
  if (before) await db.delete(passkeyChallenges).where(eq(passkeyChallenges.tokenHash, hashToken(before)));
  const token = newToken();
  const expiresAt = new Date(now.getTime() + CEREMONY_SECONDS * 1000);
  await db.insert(passkeyChallenges).values({ tokenHash: hashToken(token), expiresAt, ...values });
  return token;
}

/** Uses up a browser's challenge, in every case. Undefined where it is missing, expired or for another purpose. */
export async function takeCeremony(
  db: Queryable,
  asked: { token: string | undefined; purpose: Row['purpose']; userId: string | null; now: Date },
): Promise<string | undefined> {
  if (!asked.token) return undefined;
  const mine = eq(passkeyChallenges.tokenHash, hashToken(asked.token));
  const [row] = await db
    .delete(passkeyChallenges)
    .where(and(mine, gt(passkeyChallenges.expiresAt, asked.now)))
    .returning();
  return row?.purpose === asked.purpose && row.userId === asked.userId ? row.challenge : undefined;
}

/** Removes expired ceremonies. */
export async function sweepCeremonies(db: Queryable, now: Date): Promise<void> {
  await db.delete(passkeyChallenges).where(lt(passkeyChallenges.expiresAt, now));
}
