/** Which days and people a page of the attendance shows. */
import type { Queryable } from '../../db/open.ts';
import { findIdByName } from '../people/people.store.ts';
import { type Read, textOf } from '../query.ts';
import { countingRecords, peopleOf, type RecordFilter } from './attendance.store.ts';
import { LONGEST_MS, presentDays } from './days.ts';
import { dayName, daysLater, startOfDay } from './times.ts';

/** Days that a page or a file has at most. */
export const MOST_DAYS = { page: 31, file: 366 };

/** `first` and `last` are days, `YYYY-MM-DD`; both are shown. */
export type Range = { first: string; last: string; from: Date; to: Date };

/** The days that a request asks for. By default today, or the last `days`. The later ones of too many are left out. */
export function rangeOf(read: Read, { now, most, days = 1 }: { now: Date; most: number; days?: number }): Range {
  const today = startOfDay(dayName(now))!;
  const asked = startOfDay(read('to'));
  const from = startOfDay(read('from')) ?? daysLater(asked ?? today, 1 - days);
  const until = Math.min((asked ?? today).getTime(), daysLater(from, most - 1).getTime());
  const last = new Date(Math.max(from.getTime(), until));
  return { first: dayName(from), last: dayName(last), from, to: daysLater(last, 1) };
}

/** The person of the filter. `undefined`: everybody. */
export async function personOf(db: Queryable, read: Read): Promise<{ person?: string | null; typed: string }> {
  const typed = textOf(read, 'person');
  return typed ? { person: await findIdByName(db, typed), typed } : { typed };
}

/** The days of presence within a range, with names: the latest day first, then by name. */
export async function daysWithin(db: Queryable, range: Range, { person, now }: { person?: string | null; now: Date }) {
  // What lasts over midnight has its other end on the day before or after.
  const wide: RecordFilter = {
    person,
    from: new Date(range.from.getTime() - LONGEST_MS),
    to: new Date(range.to.getTime() + LONGEST_MS),
  };
  const people = new Map((await peopleOf(db, wide)).map(({ id, ...names }) => [id, names]));
  const days = presentDays(await countingRecords(db, wide), now);
  return days
    .filter(({ day }) => day >= range.first && day <= range.last)
    .map((day) => ({ ...day, ...people.get(day.userId)! }))
    .sort((a, b) => (a.day === b.day ? a.displayName.localeCompare(b.displayName) : 0));
}

export type NamedDay = Awaited<ReturnType<typeof daysWithin>>[number];
