/** Fingerprints of frames, to know a replay by its exact bytes. */
import { lt, sql } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { seenFrames } from '../db/schema.ts';

/** Milliseconds that a frame is remembered (`docs/security.md`). */
const REMEMBER_MS = 24 * 3_600_000;

/**
 * Remembers a frame of an attempt, in one statement, so that two attempts cannot both be the first.
 * @returns whether another attempt of the last 24 hours showed the very same bytes. The first attempt keeps the frame.
 */
export async function seenElsewhere(
  tx: Queryable,
  frame: { fingerprint: string; attemptId: string; now: Date },
): Promise<boolean> {
  const { fingerprint, attemptId, now } = frame;
  const old = sql`${seenFrames.seenAt} < ${new Date(now.getTime() - REMEMBER_MS).toISOString()}`;
  const [row] = await tx
    .insert(seenFrames)
    .values({ fingerprint, attemptId, seenAt: now })
    .onConflictDoUpdate({
      target: seenFrames.fingerprint,
      set: {
        attemptId: sql`case when ${old} then excluded.attempt_id else ${seenFrames.attemptId} end`,
        seenAt: sql`case when ${old} then excluded.seen_at else ${seenFrames.seenAt} end`,
      },
    })
    .returning({ attemptId: seenFrames.attemptId });
  return row?.attemptId !== attemptId;
}

export async function forgetOldFrames(db: Queryable, now: Date): Promise<void> {
  await db.delete(seenFrames).where(lt(seenFrames.seenAt, new Date(now.getTime() - REMEMBER_MS)));
}
