/**
 * Slows guessing down. A key (a device, an address, an account) may fail a few times in a row; then it waits, and each
 * further failure doubles the wait up to a limit. Success clears it. The numbers are those of `docs/security.md`.
 *
 * Not a rate limiter of requests in a time: counts have to be kept and taken back in the transaction that signs in,
 * and to survive a restart (see docs/adr/0002-throttling.md).
 */
import { eq, lt, sql } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { throttles } from '../db/schema.ts';

export type Policy = {
  /** Failures in a row that cost nothing; the next one starts the wait. */
  free: number;
  /** Seconds after the first one too many; doubled by each further one. */
  firstSeconds: number;
  /** Seconds, at most. */
  mostSeconds: number;
};

/** After the fifth failure 30 s, doubling (NIST SP 800-63B-4 5.2.3 asks for 30 s or more after five). */
export const FACE_DEVICE: Policy = { free: 4, firstSeconds: 30, mostSeconds: 3600 };
/** Many people may share one address behind a router, so it may fail more often before it waits. */
export const FACE_ADDRESS: Policy = { free: 19, firstSeconds: 30, mostSeconds: 3600 };
/** A browser in which this account signed in before: the owner who mistypes. */
export const PASSWORD_DEVICE: Policy = { free: 4, firstSeconds: 30, mostSeconds: 900 };
/** All unknown browsers together, per account: never longer than 15 minutes, so that nobody locks an owner out. */
export const PASSWORD_ACCOUNT: Policy = { free: 4, firstSeconds: 30, mostSeconds: 900 };
/** One address over all accounts. */
export const PASSWORD_ADDRESS: Policy = { free: 49, firstSeconds: 30, mostSeconds: 900 };

/** What is counted, and how strictly. Keys that many people share hold `:address:`. */
export type Bucket = { key: string; policy: Policy };

/** After a day without a failure the count starts anew. */
const FORGET_MS = 24 * 60 * 60_000;

/**
 * One try: counted as failed before it is made, so that a hundred at the same moment cannot all slip past the count.
 * One statement does it; a key that has to wait is not counted further.
 * @param lastsMs milliseconds that the try itself may take: the wait begins after them.
 * @returns 0 to go on, else the seconds to wait.
 */
export async function claimTry(db: Queryable, { key, policy }: Bucket, now: Date, lastsMs = 0): Promise<number> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const over = sql`${new Date(now.getTime() + lastsMs).toISOString()}::timestamptz`;
  const forgotten = sql`${throttles.updatedAt} < ${new Date(now.getTime() - FORGET_MS).toISOString()}::timestamptz`;
  const failures = sql`case when ${forgotten} then 1 else ${throttles.failures} + 1 end`;
  // The exponent is held small: beyond it the limit counts anyway, and a power of two would overflow an interval.
  const doubled = sql`${policy.firstSeconds}::float8 * power(2::float8, least((${failures}) - ${policy.free} - 1, 20))`;
  const until = sql`${over} + make_interval(secs => least(${policy.mostSeconds}::float8, ${doubled}))`;
  const counted = await db
    .insert(throttles)
    .values({ key, failures: 1, blockedUntil: null, updatedAt: now })
    .onConflictDoUpdate({
      target: throttles.key,
      set: { failures, blockedUntil: sql`case when (${failures}) > ${policy.free} then ${until} end`, updatedAt: now },
      setWhere: sql`${throttles.blockedUntil} is null or ${throttles.blockedUntil} <= ${at}`,
    })
    .returning({ key: throttles.key });
  if (counted.length > 0) return 0;
  const [row] = await db.select().from(throttles).where(eq(throttles.key, key));
  return Math.max(1, Math.ceil(((row?.blockedUntil?.getTime() ?? 0) - now.getTime()) / 1000));
}

/**
 * The try succeeded after all. A key of one device or account starts anew; one that many share (an address) only gets
 * this one try back, or whoever holds one good account could clear it for guesses at the others.
 */
export async function takeBack(db: Queryable, key: string): Promise<void> {
  if (!key.includes(':address:')) {
    await db.delete(throttles).where(eq(throttles.key, key));
    return;
  }
  await db
    .update(throttles)
    .set({ failures: sql`greatest(${throttles.failures} - 1, 0)`, blockedUntil: null })
    .where(eq(throttles.key, key));
}

/** Forgets keys whose failures no longer count. */
export async function forgetOldFailures(db: Queryable, now: Date): Promise<void> {
  await db.delete(throttles).where(lt(throttles.updatedAt, new Date(now.getTime() - FORGET_MS)));
}
