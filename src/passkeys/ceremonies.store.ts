/** Challenges that browsers were given: five minutes, once, for one browser and one purpose. */
import { and, eq, gt, lt } from 'drizzle-orm';
import { hashToken, newToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import { passkeyChallenges } from '../db/schema.ts';

/** Seconds. */
export const CEREMONY_SECONDS = 5 * 60;

type Row = typeof passkeyChallenges.$inferSelect;
type Ceremony = Pick<Row, 'challenge' | 'purpose'> & { userId: string | null };

/**
 * @param ceremony.before what the browser has of an earlier ceremony, which ends: there is one a browser.
 * @returns the secret for the browser's cookie; only its hash is stored.
 */
export async function beginCeremony(
  db: Queryable,
  ceremony: Ceremony & { before: string | undefined; now: Date },
): Promise<string> {
  const { before, now, ...values } = ceremony;
  // Anybody may ask for a challenge: what has run out goes at once, or a flood would leave an hour of them.
  await sweepCeremonies(db, now);
  if (before) await db.delete(passkeyChallenges).where(eq(passkeyChallenges.tokenHash, hashToken(before)));
  const token = newToken();
  const expiresAt = new Date(now.getTime() + CEREMONY_SECONDS * 1000);
  await db.insert(passkeyChallenges).values({ tokenHash: hashToken(token), expiresAt, ...values });
  return token;
}

/** The challenge of a browser, used up whatever comes of it. Undefined: none, too late, or meant for something else. */
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

/** Removes what has run out. */
export async function sweepCeremonies(db: Queryable, now: Date): Promise<void> {
  await db.delete(passkeyChallenges).where(lt(passkeyChallenges.expiresAt, now));
}
