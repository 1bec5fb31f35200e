/**
 * Slows guessing down. A bucket may fail a few times in a row. Then it waits, and each further failure doubles the wait
 * up to a limit. A success clears the bucket.
 *
 * This is no rate limiter of requests per time: the transaction that signs in must keep the counts and take them back,
 * and they must survive a restart (see docs/adr/0002-throttling.md).
 */
import { and, eq, lt, or, sql } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { throttles } from '../db/schema.ts';
import { AppError } from '../errors.ts';
import { type Bucket, LIMITS } from '../limits.ts';

/** Milliseconds without a failure after which the count starts anew. */
const FORGET_MS = 24 * 60 * 60_000;

function rowOf({ kind, subject = '', account = '' }: Bucket) {
  return { kind, subject, account };
}

function isRow(bucket: Bucket) {
  const { kind, subject, account } = rowOf(bucket);
  return and(eq(throttles.kind, kind), eq(throttles.subject, subject), eq(throttles.account, account));
}

/**
 * Counts one try as failed before it starts, so that a hundred simultaneous tries cannot all slip past the count. One
 * statement does it. It does not count a bucket that has to wait.
 * @param lastsMs milliseconds that the try itself may take. The wait begins after them.
 * @returns 0 if the try may start, else the seconds to wait.
 */
export async function claimTry(db: Queryable, bucket: Bucket, now: Date, lastsMs = 0): Promise<number> {
  const { firstSeconds, mostSeconds, shared } = LIMITS[bucket.kind];
  const free = bucket.free ?? LIMITS[bucket.kind].free;
  const at = sql`${now.toISOString()}::timestamptz`;
  const over = sql`${new Date(now.getTime() + lastsMs).toISOString()}::timestamptz`;
  const forgotten = sql`${throttles.updatedAt} < ${new Date(now.getTime() - FORGET_MS).toISOString()}::timestamptz`;
  const failures = sql`case when ${forgotten} then 1 else ${throttles.failures} + 1 end`;
  // The exponent stays small: beyond it the limit applies anyway, and a larger power would overflow an interval.
  const doubled = sql`${firstSeconds}::float8 * power(2::float8, least((${failures}) - ${free} - 1, 20))`;
  const until = sql`${over} + make_interval(secs => least(${mostSeconds}::float8, ${doubled}))`;
  const counted = await db
    .insert(throttles)
    .values({ ...rowOf(bucket), shared, failures: 1, blockedUntil: null, updatedAt: now })
    .onConflictDoUpdate({
      target: [throttles.kind, throttles.subject, throttles.account],
      set: { failures, blockedUntil: sql`case when (${failures}) > ${free} then ${until} end`, updatedAt: now },
      setWhere: sql`${throttles.blockedUntil} is null or ${throttles.blockedUntil} <= ${at}`,
    })
    .returning({ kind: throttles.kind });
  if (counted.length > 0) return 0;
  const [row] = await db.select().from(throttles).where(isRow(bucket));
  return Math.max(1, Math.ceil(((row?.blockedUntil?.getTime() ?? 0) - now.getTime()) / 1000));
}

/** Counts one try as {@link claimTry} does. @throws {AppError} `throttled` with the seconds to wait. */
export async function claimOrThrow(db: Queryable, bucket: Bucket, now: Date): Promise<void> {
  const seconds = await claimTry(db, bucket, now);
  if (seconds > 0) throw new AppError('throttled', { vars: { seconds }, retryAfter: seconds });
}

/**
 * Takes a try back that succeeded. A bucket of one device or account starts anew. A shared bucket gets only this try
 * back: else the holder of one good account could clear it for guesses at others.
 */
export async function takeBack(db: Queryable, bucket: Bucket): Promise<void> {
  if (!LIMITS[bucket.kind].shared) {
    await db.delete(throttles).where(isRow(bucket));
    return;
  }
  await db
    .update(throttles)
    .set({ failures: sql`greatest(${throttles.failures} - 1, 0)`, blockedUntil: null })
    .where(isRow(bucket));
}

/** Forgets all failures of an account. @param also further buckets, which do not name the account. */
export async function clearAccount(db: Queryable, account: string, ...also: Bucket[]): Promise<void> {
  await db.delete(throttles).where(or(eq(throttles.account, account), ...also.map(isRow)));
}

/** Removes buckets whose failures no longer count. */
export async function forgetOldFailures(db: Queryable, now: Date): Promise<void> {
  await db.delete(throttles).where(lt(throttles.updatedAt, new Date(now.getTime() - FORGET_MS)));
}
