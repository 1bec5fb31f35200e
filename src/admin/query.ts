/** What stands in the query of a list: filters that are checked, and where a page of rows begins. */
import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

/** Rows of a page. */
export const PAGE_ROWS = 50;

const DAY_MS = 24 * 3_600_000;

/** Reads one parameter of a request; a missing one is undefined. */
export type Read = (name: string) => string | undefined;

/** A text without control characters (PostgreSQL takes no NUL), trimmed; empty for anything else. */
export function textOf(read: Read, name: string, most = 64): string {
  const text = (read(name) ?? '').normalize('NFC').trim();
  return [...text].length <= most && [...text].every((char) => char >= ' ' && char !== '\u007f') ? text : '';
}

/** One of the choices; undefined for anything else. */
export function choiceOf<T extends string>(read: Read, name: string, choices: readonly T[]): T | undefined {
  const text = read(name);
  return choices.find((choice) => choice === text);
}

/** A day as `YYYY-MM-DD`, in UTC, of the years that PostgreSQL and people use; undefined for anything else. */
export function dayOf(read: Read, name: string): Date | undefined {
  const text = read(name) ?? '';
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  // The 30th of February would be read as the 2nd of March.
  return Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text) ? undefined : day;
}

/** The first moment after a day. */
export function dayAfter(day: Date): Date {
  return new Date(day.getTime() + DAY_MS);
}

/** The row after which a page begins, of a list that is ordered by time and id, the newest first. */
export type Cursor = { micros: string; id: string };

/** Whether a text is an id of ours: PostgreSQL refuses any other with an error. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

export function cursorOf(read: Read): Cursor | undefined {
  const [micros = '', id = ''] = (read('after') ?? '').split('_');
  return /^\d{1,16}$/.test(micros) && isId(id) ? { micros, id } : undefined;
}

/** Selects the exact time of a row, for the cursor: a `Date` would round it to milliseconds. */
export function microsOf(time: PgColumn): SQL<string> {
  return sql<string>`(extract(epoch from ${time}) * 1000000)::bigint::text`;
}

/** Rows behind the cursor. */
export function isAfter(time: PgColumn, id: PgColumn, { micros, id: last }: Cursor): SQL {
  const at = sql`timestamptz 'epoch' + ${micros}::bigint * interval '1 microsecond'`;
  return sql`(${time}, ${id}) < (${at}, ${last}::uuid)`;
}

/** A page out of rows of which one more than fits was asked for. `next`: the query value under which it goes on. */
export function pageOf<T extends { micros: string; id: string }>(rows: T[]): { rows: T[]; next?: string } {
  const shown = rows.slice(0, PAGE_ROWS);
  const last = shown.at(-1);
  return rows.length > PAGE_ROWS && last ? { rows: shown, next: `${last.micros}_${last.id}` } : { rows: shown };
}
