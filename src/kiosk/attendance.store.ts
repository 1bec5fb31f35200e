/** Who came and went. Kiosks write the records; an administrator's correction is one more record. */
import { and, desc, eq, gte, isNull } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import { attendance } from '../db/schema.ts';

export type Direction = (typeof attendance.$inferSelect)['direction'];
export type AttendanceRecord = typeof attendance.$inferSelect;

/** Where a record comes from: a kiosk, or an administrator with a reason. */
export type Source = { kioskId: string; place: string } | { correctedBy: string; reason: string };

/** Writes one record. `at`: when the person came or went. @returns its id. */
export async function writeAttendance(
  tx: Queryable,
  record: { userId: string; direction: Direction; at: Date; now: Date } & Source,
): Promise<string> {
  const { now, ...values } = record;
  const source = 'kioskId' in record ? 'kiosk' : 'correction';
  const [row] = await tx
    .insert(attendance)
    .values({ ...values, source, writtenAt: now })
    .returning({ id: attendance.id });
  return row!.id;
}

/** The last record of a person that counts, if it is not older than `since`. */
export async function lastAttendance(
  tx: Queryable,
  userId: string,
  since: Date,
): Promise<AttendanceRecord | undefined> {
  const counting = and(eq(attendance.userId, userId), isNull(attendance.voidedAt), gte(attendance.at, since));
  const [row] = await tx
    .select()
    .from(attendance)
    .where(counting)
    .orderBy(desc(attendance.at), desc(attendance.writtenAt))
    .limit(1);
  return row;
}
