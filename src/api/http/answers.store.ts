/** Rows of the answers to writes that carried an Idempotency-Key. */
import { and, eq, isNull, lt, or } from 'drizzle-orm';
import type { Queryable } from '../../db/open.ts';
import { apiAnswers } from '../../db/schema.ts';

/** How long an answer is kept, in milliseconds. */
export const ANSWER_MS = 24 * 3_600_000;
/** No request runs that long: the server ended before it had an answer. */
const RUNNING_MS = 120_000;

export type StoredAnswer = typeof apiAnswers.$inferSelect;
type Place = { keyId: string; idempotencyKey: string };

function isAt({ keyId, idempotencyKey }: Place) {
  return and(eq(apiAnswers.keyId, keyId), eq(apiAnswers.idempotencyKey, idempotencyKey));
}

/** Takes the place of an answer. @returns what is there already; undefined: the place is free, and now taken. */
export async function takePlace(
  db: Queryable,
  place: Place & { fingerprint: string; at: Date },
): Promise<StoredAnswer | undefined> {
  const before = (ms: number) => lt(apiAnswers.at, new Date(place.at.getTime() - ms));
  const over = or(before(ANSWER_MS), and(isNull(apiAnswers.status), before(RUNNING_MS)));
  await db.delete(apiAnswers).where(and(isAt(place), over));
  const taken = await db.insert(apiAnswers).values(place).onConflictDoNothing().returning();
  if (taken.length > 0) return undefined;
  const [stored] = await db.select().from(apiAnswers).where(isAt(place));
  return stored ?? takePlace(db, place);
}

export async function storeAnswer(
  db: Queryable,
  place: Place,
  answer: { status: number; contentType: string | null; body: Uint8Array },
): Promise<void> {
  await db.update(apiAnswers).set(answer).where(isAt(place));
}

/** The request failed in a way that another try may mend. */
export async function leavePlace(db: Queryable, place: Place): Promise<void> {
  await db.delete(apiAnswers).where(isAt(place));
}

/** Forgets answers of more than a day ago. */
export async function sweepAnswers(db: Queryable, now: Date): Promise<void> {
  await db.delete(apiAnswers).where(lt(apiAnswers.at, new Date(now.getTime() - ANSWER_MS)));
}
