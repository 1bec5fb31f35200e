/** The attendance as CSV. Times are those of the server's zone, with their distance from UTC. */
import type { Queryable } from '../../db/open.ts';
import { type CsvValue, csvStream } from '../records/csv.ts';
import { listRecords, type RecordFilter } from './attendance.store.ts';
import type { NamedDay } from './read.ts';
import { zonedTime } from './times.ts';

const zoned = (at: Date | null) => at && zonedTime(at);

async function* once(rows: CsvValue[][]) {
  yield rows;
}

export function exportDays(days: readonly NamedDay[]): ReadableStream<Uint8Array> {
  const rows = days.map((day): CsvValue[] => [
    ...[day.day, day.userId, day.username, day.displayName, zoned(day.came), zoned(day.went)],
    ...[day.minutes, day.there, day.incomplete],
  ]);
  const heads = ['day', 'person_id', 'username', 'name', 'came', 'went', 'minutes', 'there', 'incomplete'];
  return csvStream(heads, once(rows));
}

const RECORD_HEADS = [
  ...['id', 'person_id', 'username', 'name', 'direction', 'at', 'source', 'place', 'written_at', 'corrected_by'],
  ...['reason', 'voided_at', 'voided_by', 'void_reason'],
];

export async function exportRecords(db: Queryable, filter: RecordFilter): Promise<ReadableStream<Uint8Array>> {
  const rows = (await listRecords(db, filter)).map((row): CsvValue[] => [
    ...[row.id, row.userId, row.username, row.displayName, row.direction, zonedTime(row.at), row.source, row.place],
    ...[zonedTime(row.writtenAt), row.correctedBy, row.reason, zoned(row.voidedAt), row.voidedBy, row.voidReason],
  ]);
  return csvStream(RECORD_HEADS, once(rows));
}
