/** What was done and skipped of the set-up: one row of `server_state`. And what the tables tell of a step. */
import { eq } from 'drizzle-orm';
import type { Queryable } from '../../db/open.ts';
import { enrollments, serverState } from '../../db/schema.ts';

const KEY = 'setup-steps';
const own = eq(serverState.key, KEY);

/** By step: what the administrator did with it. `left`: nobody wants to be reminded. */
export type SetupRow = { steps: Record<string, 'done' | 'skipped'>; left?: true };

/** From now on the overview reminds of the steps. */
export async function beginSteps(tx: Queryable, now: Date): Promise<void> {
  const value: SetupRow = { steps: {} };
  await tx.insert(serverState).values({ key: KEY, value, updatedAt: now }).onConflictDoNothing();
}

/** Undefined where the server was set up by an earlier version, or by the command line. */
export async function readSteps(db: Queryable): Promise<SetupRow | undefined> {
  const [row] = await db.select().from(serverState).where(own);
  return row?.value as SetupRow | undefined;
}

/** Locks the row until the transaction ends, and makes it where it is missing. */
export async function lockSteps(tx: Queryable, now: Date): Promise<SetupRow> {
  await beginSteps(tx, now);
  const [row] = await tx.select().from(serverState).where(own).for('update');
  return row!.value as SetupRow;
}

export async function writeSteps(tx: Queryable, value: SetupRow, now: Date): Promise<void> {
  await tx.update(serverState).set({ value, updatedAt: now }).where(own);
}

/** Undefined: no face is enrolled. `lastUsedAt` null: it has signed nobody in yet. */
export async function ownFace(db: Queryable, userId: string): Promise<{ lastUsedAt: Date | null } | undefined> {
  const [row] = await db
    .select({ lastUsedAt: enrollments.lastUsedAt })
    .from(enrollments)
    .where(eq(enrollments.userId, userId));
  return row;
}
