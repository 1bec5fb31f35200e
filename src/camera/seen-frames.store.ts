/** Fingerprints of frames. They reveal a replay of the exact bytes. */
import { and, gte, inArray, lt, ne, sql } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { seenFrames } from '../db/schema.ts';

/** Milliseconds that the server remembers a frame (`docs/security.md`). */
const REMEMBER_MS = 24 * 3_600_000;

/** Whether another attempt showed the bytes under a former template key: each key gives another fingerprint. */
async function seenBefore(
  tx: Queryable,
  { fingerprints, attemptId, now }: { fingerprints: string[]; attemptId: string; now: Date },
): Promise<boolean> {
  if (fingerprints.length === 0) return false;
  const remembered = gte(seenFrames.seenAt, new Date(now.getTime() - REMEMBER_MS));
  const rows = await tx
    .select({ at: seenFrames.seenAt })
    .from(seenFrames)
    .where(and(inArray(seenFrames.fingerprint, fingerprints), ne(seenFrames.attemptId, attemptId), remembered))
    .limit(1);
  return rows.length > 0;
}

/**
 * Remembers a frame of an attempt. One statement does it, so that two attempts cannot both be the first.
 * @param frame.formerFingerprints by the former keys, see `TemplateKeys`.
 * @returns whether another attempt of the last 24 hours showed the same bytes. The first attempt keeps the frame.
 */
export async function seenElsewhere(
  tx: Queryable,
  frame: { fingerprint: string; formerFingerprints?: string[]; attemptId: string; now: Date },
): Promise<boolean> {
  const { fingerprint, formerFingerprints = [], attemptId, now } = frame;
  if (await seenBefore(tx, { fingerprints: formerFingerprints, attemptId, now })) return true;
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
