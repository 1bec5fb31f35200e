/** What a kiosk keeps from frame to frame. */
import { randomUUID } from 'node:crypto';
import { eq, lte, sql } from 'drizzle-orm';
import { initialWatch } from '../biometrics/kiosk/watch.ts';
import { FRAME_GAP_MS } from '../biometrics/session/session.ts';
import type { Queryable } from '../db/open.ts';
import { kioskWatches } from '../db/schema.ts';

export type Watch = typeof kioskWatches.$inferSelect;

/**
 * Takes the next frame slot in one statement, so that two simultaneous frames cannot share it.
 * @returns undefined for a frame within 300 ms of the last one.
 */
export async function reserveFrame(db: Queryable, kioskId: string, now: Date): Promise<Watch | undefined> {
  const first = { kioskId, id: randomUUID(), lastFrameAt: now, frames: 1, state: initialWatch(now.getTime()) };
  const [row] = await db
    .insert(kioskWatches)
    .values(first)
    .onConflictDoUpdate({
      target: kioskWatches.kioskId,
      set: { lastFrameAt: now, frames: sql`${kioskWatches.frames} + 1` },
      setWhere: lte(kioskWatches.lastFrameAt, new Date(now.getTime() - FRAME_GAP_MS)),
    })
    .returning();
  return row;
}

/** Locks the watch until the transaction ends. Undefined: the kiosk is gone, or on another tablet. */
export async function lockWatch(tx: Queryable, kioskId: string): Promise<Watch | undefined> {
  const [row] = await tx.select().from(kioskWatches).where(eq(kioskWatches.kioskId, kioskId)).for('update');
  return row;
}

export async function saveWatch(tx: Queryable, { kioskId, id, state }: Pick<Watch, 'kioskId' | 'id' | 'state'>) {
  await tx.update(kioskWatches).set({ id, state }).where(eq(kioskWatches.kioskId, kioskId));
}
