/** The records of attendance as administrators see them, and what voids one. */
import { and, asc, desc, eq, gte, isNull, lt, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Queryable } from '../../db/open.ts';
import { attendance, users } from '../../db/schema.ts';

export type RecordFilter = {
  /** Id of an account; null: the filter names nobody. */
  person?: string | null | undefined;
  from: Date;
  /** Exclusive. */
  to: Date;
};

const corrector = alias(users, 'corrector');
const voider = alias(users, 'voider');

function within({ person, from, to }: RecordFilter): SQL | undefined {
  return and(
    gte(attendance.at, from),
    lt(attendance.at, to),
    person === null ? sql`false` : undefined,
    person ? eq(attendance.userId, person) : undefined,
  );
}

/** The records that count, in the order of their times. */
export function countingRecords(db: Queryable, filter: RecordFilter) {
  return db
    .select({ userId: attendance.userId, direction: attendance.direction, at: attendance.at })
    .from(attendance)
    .where(and(within(filter), isNull(attendance.voidedAt)))
    .orderBy(asc(attendance.at), asc(attendance.writtenAt));
}

/** The names of everybody who has a record within the filter. */
export function peopleOf(db: Queryable, filter: RecordFilter) {
  return db
    .select({ id: users.id, username: users.username, displayName: users.displayName })
    .from(users)
    .innerJoin(attendance, eq(attendance.userId, users.id))
    .where(within(filter))
    .groupBy(users.id);
}

/** Those that do not count, too. The newest first. */
function selectRecords(db: Queryable, where: SQL | undefined) {
  return db
    .select({
      id: attendance.id,
      userId: attendance.userId,
      username: users.username,
      displayName: users.displayName,
      direction: attendance.direction,
      at: attendance.at,
      source: attendance.source,
      place: attendance.place,
      writtenAt: attendance.writtenAt,
      correctedBy: corrector.username,
      reason: attendance.reason,
      voidedAt: attendance.voidedAt,
      voidedBy: voider.username,
      voidReason: attendance.voidReason,
    })
    .from(attendance)
    .innerJoin(users, eq(users.id, attendance.userId))
    .leftJoin(corrector, eq(corrector.id, attendance.correctedBy))
    .leftJoin(voider, eq(voider.id, attendance.voidedBy))
    .where(where)
    .orderBy(desc(attendance.at), desc(attendance.writtenAt));
}

export function listRecords(db: Queryable, filter: RecordFilter) {
  return selectRecords(db, within(filter));
}

export type AttendanceRow = Awaited<ReturnType<typeof listRecords>>[number];

export async function findRecord(db: Queryable, id: string): Promise<AttendanceRow | undefined> {
  const [row] = await selectRecords(db, eq(attendance.id, id));
  return row;
}

/** Takes a record out of the count. @returns false if it does not count already, or does not exist. */
export async function voidRecord(
  tx: Queryable,
  { id, by, reason, now }: { id: string; by: string; reason: string; now: Date },
): Promise<boolean> {
  const voided = await tx
    .update(attendance)
    .set({ voidedAt: now, voidedBy: by, voidReason: reason })
    .where(and(eq(attendance.id, id), isNull(attendance.voidedAt)))
    .returning({ id: attendance.id });
  return voided.length > 0;
}
