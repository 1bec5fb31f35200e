/** Rows of trials: the open one of each session, and the results of ended ones. */
import { and, count, eq, gt, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { LivenessPolicy } from '../biometrics/liveness.ts';
import { CHALLENGE_FRAMES, FRAME_GAP_MS, SESSION_FRAMES, SESSION_MS } from '../biometrics/session/session.ts';
import {
  type Checks,
  cuesOf,
  resultOf,
  type TrialKind,
  type TrialResult,
  type TrialState,
} from '../biometrics/session/trial.ts';
import type { SessionStore } from '../camera/session.ts';
import type { Queryable } from '../db/open.ts';
import { livenessTrials, openTrials } from '../db/schema.ts';

export type OpenTrial = typeof openTrials.$inferSelect;

/**
 * Opens a session's trial in place of one that was left. The time of the last frame stays, so that a new trial cannot
 * shorten the gap between two frames.
 */
export async function openTrial(
  db: Queryable,
  trial: { sessionHash: string; kind: TrialKind; state: TrialState; now: Date },
): Promise<void> {
  const { sessionHash, kind, state, now } = trial;
  const expiresAt = new Date(now.getTime() + SESSION_MS);
  const id = crypto.randomUUID();
  const fresh = { id, kind, state, openedAt: now, expiresAt, frames: 0, frameLimit: SESSION_FRAMES };
  await db
    .insert(openTrials)
    .values({ sessionHash, ...fresh })
    .onConflictDoUpdate({ target: openTrials.sessionHash, set: fresh });
}

/** Stores trials as camera sessions. The key is the hash of the administrator's session. */
export const trials: SessionStore<OpenTrial> = {
  async reserve(db, sessionHash, now) {
    const gap = new Date(now.getTime() - FRAME_GAP_MS);
    const [row] = await db
      .update(openTrials)
      .set({ frames: sql`${openTrials.frames} + 1`, lastFrameAt: now })
      .where(
        and(
          eq(openTrials.sessionHash, sessionHash),
          gt(openTrials.expiresAt, now),
          lt(openTrials.frames, openTrials.frameLimit),
          or(isNull(openTrials.lastFrameAt), lte(openTrials.lastFrameAt, gap)),
        ),
      )
      .returning();
    return row;
  },
  async lock(tx, sessionHash) {
    const [row] = await tx.select().from(openTrials).where(eq(openTrials.sessionHash, sessionHash)).for('update');
    return row;
  },
  async save(tx, { id, state }) {
    await tx.update(openTrials).set({ state }).where(eq(openTrials.id, id));
  },
  async extend(tx, { id, state }, now) {
    const expiresAt = new Date(now.getTime() + SESSION_MS);
    const frameLimit = sql`${openTrials.frames} + ${CHALLENGE_FRAMES}`;
    await tx.update(openTrials).set({ state, expiresAt, frameLimit }).where(eq(openTrials.id, id));
  },
};

/** Ends a trial and writes its result. */
export async function recordTrial(
  tx: Queryable,
  ended: { trial: OpenTrial; policy: LivenessPolicy; userId: string; now: Date },
): Promise<TrialResult> {
  const { trial, policy, userId, now } = ended;
  const { state } = trial;
  const result = resultOf(state, policy);
  const cues = { ...cuesOf(state, policy), frames: trial.frames };
  await tx.delete(openTrials).where(eq(openTrials.id, trial.id));
  await tx.insert(livenessTrials).values({ userId, kind: trial.kind, at: now, verdict: result.verdict, cues });
  return result;
}

/** Removes trials that nobody came back to. They do not count. */
export async function sweepTrials(db: Queryable, now: Date): Promise<void> {
  await db.delete(openTrials).where(lt(openTrials.expiresAt, now));
}

/** Counts of the trials of one kind under the same checks. */
export type Tally = { tries: number; passed: number; noFace: number; byNetworks: number; byMovements: number };
export type Tallies = {
  kinds: Record<TrialKind, Tally>;
  /** Trials under other checks. */
  others: number;
  lastKind: TrialKind | undefined;
};

const NO_TRIES: Tally = { tries: 0, passed: 0, noFace: 0, byNetworks: 0, byMovements: 0 };

function countWhere(condition: SQL): SQL<number> {
  return sql`count(*) filter (where ${condition})`.mapWith(Number) as SQL<number>;
}

/** Counts all trials of a person: those under the given checks by kind, the others as one number. */
export async function tallyTrials(db: Queryable, userId: string, checks: Checks | undefined): Promise<Tallies> {
  const { kind, verdict, cues, at } = livenessTrials;
  const under = sql<string>`${cues} ->> 'checks'`;
  const rows = await db
    .select({
      kind,
      checks: under,
      tries: count(),
      passed: countWhere(sql`${verdict} = 'live'`),
      noFace: countWhere(sql`${verdict} = 'inconclusive'`),
      byNetworks: countWhere(sql`${cues} ->> 'byNetworks' = 'true'`),
      byMovements: countWhere(sql`${cues} ->> 'byMovements' = 'true'`),
    })
    .from(livenessTrials)
    .where(eq(livenessTrials.userId, userId))
    .groupBy(kind, under)
    .orderBy(sql`max(${at}) desc`);
  const kinds = { person: NO_TRIES, print: NO_TRIES, phone: NO_TRIES, laptop: NO_TRIES };
  let others = 0;
  for (const { kind: of, checks: by, ...tally } of rows) {
    if (by === checks) kinds[of] = tally;
    else others += tally.tries;
  }
  return { kinds, others, lastKind: rows[0]?.kind };
}

export async function deleteTrials(db: Queryable, userId: string): Promise<void> {
  await db.delete(livenessTrials).where(eq(livenessTrials.userId, userId));
}
