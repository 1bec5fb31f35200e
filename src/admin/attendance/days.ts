/** Makes days of presence of comings and goings. */
import { dayName } from './times.ts';

/** Who has not gone for so long has forgotten it: nobody works longer in one go. */
export const LONGEST_MS = 16 * 3_600_000;

export type Coming = { userId: string; direction: 'in' | 'out'; at: Date };

/** One person's presence on one day. What lasts over midnight counts for the day on which it began. */
export type PresentDay = {
  userId: string;
  day: string;
  /** The first coming; null: none was recorded. */
  came: Date | null;
  /** The last going; null: none was recorded. */
  went: Date | null;
  /** Whole minutes between each coming and its going. */
  minutes: number;
  /** Came and has not gone yet. */
  there: boolean;
  /** Comings without a going, and goings without a coming. */
  incomplete: number;
};

const earlier = (a: Date | null, b: Date) => (a === null || b < a ? b : a);
const later = (a: Date | null, b: Date) => (a === null || b > a ? b : a);

/** The days of one person while the records are read. */
function calendarOf(userId: string, now: Date) {
  const days = new Map<string, PresentDay>();
  const dayOf = (at: Date): PresentDay => {
    const day = dayName(at);
    const known = days.get(day) ?? { userId, day, came: null, went: null, minutes: 0, there: false, incomplete: 0 };
    days.set(day, known);
    return known;
  };
  return {
    days,
    came(at: Date) {
      const day = dayOf(at);
      day.came = earlier(day.came, at);
    },
    /** @param since the coming that it ends; undefined: none was recorded. */
    went(at: Date, since: Date | undefined) {
      const day = dayOf(since ?? at);
      day.went = later(day.went, at);
      if (since) day.minutes += Math.floor((at.getTime() - since.getTime()) / 60_000);
      else day.incomplete += 1;
    },
    /** @param last nothing was recorded after this coming. */
    leftOpen(since: Date, last: boolean) {
      const day = dayOf(since);
      if (last && lasts(since, now)) day.there = true;
      else day.incomplete += 1;
    },
  };
}

const lasts = (since: Date, until: Date) => until.getTime() - since.getTime() <= LONGEST_MS;

function daysOfOne(userId: string, records: readonly Coming[], now: Date): PresentDay[] {
  const calendar = calendarOf(userId, now);
  let since: Date | undefined;
  for (const { at, direction } of records) {
    const ends = direction === 'out' && since !== undefined && lasts(since, at);
    if (since && !ends) calendar.leftOpen(since, false);
    if (direction === 'in') calendar.came(at);
    else calendar.went(at, ends ? since : undefined);
    since = direction === 'in' ? at : undefined;
  }
  if (since) calendar.leftOpen(since, true);
  return [...calendar.days.values()];
}

/** The days of everybody in the records, the latest first. @param records that count, in the order of their times. */
export function presentDays(records: readonly Coming[], now: Date): PresentDay[] {
  const people = new Map<string, Coming[]>();
  for (const record of records) {
    const own = people.get(record.userId);
    if (own) own.push(record);
    else people.set(record.userId, [record]);
  }
  const days = [...people].flatMap(([userId, own]) => daysOfOne(userId, own, now));
  return days.sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0));
}
