/** Days and times of people, in the zone of the server: that is where they come and go. */

const two = (number: number) => String(number).padStart(2, '0');

/** The day of a moment as `YYYY-MM-DD`. */
export function dayName(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The value of an input of type `datetime-local`, to the minute. */
export function localTime(at: Date): string {
  return `${dayName(at)}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The first moment of a day; undefined for anything but `YYYY-MM-DD` from 1900 to 2199. */
export function startOfDay(text: string | undefined): Date | undefined {
  if (text === undefined || !/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return undefined;
  // Without a zone a time is the server's own. A day that no calendar has becomes another one.
  const start = new Date(`${text}T00:00`);
  return !Number.isNaN(start.getTime()) && dayName(start) === text ? start : undefined;
}

/** The first moment of the day that is `days` later. A day may have 23 or 25 hours. */
export function daysLater(start: Date, days: number): Date {
  const then = new Date(start);
  then.setDate(then.getDate() + days);
  return then;
}

/** Reads an input of type `datetime-local`; undefined for anything else. */
export function timeOf(text: string): Date | undefined {
  if (!/^(19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)) return undefined;
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && localTime(at) === text.slice(0, 16) ? at : undefined;
}

/** A moment with its distance from UTC: `2026-03-02T08:00+01:00`. */
export function zonedTime(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const distance = Math.abs(minutes);
  const hours = Math.floor(distance / 60);
  return `${localTime(at)}${minutes < 0 ? '-' : '+'}${two(hours)}:${two(distance % 60)}`;
}
