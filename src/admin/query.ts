/** Reads the query of a list: checked filters, and the row after which a page begins. */

import type { Cursor } from '../db/keyset.ts';
import { AppError } from '../errors.ts';

/** Rows of a page. */
export const PAGE_ROWS = 50;

const DAY_MS = 24 * 3_600_000;

/** Reads one parameter of a request; a missing one is undefined. */
export type Read = (name: string) => string | undefined;

/** A trimmed text without control characters (PostgreSQL takes no NUL); empty for anything else. */
export function textOf(read: Read, name: string, most = 64): string {
  const text = (read(name) ?? '').normalize('NFC').trim();
  return [...text].length <= most && [...text].every((char) => char >= ' ' && char !== '\u007f') ? text : '';
}

/** One of the choices; undefined for anything else. */
export function choiceOf<T extends string>(read: Read, name: string, choices: readonly T[]): T | undefined {
  const text = read(name);
  return choices.find((choice) => choice === text);
}

/** A day as `YYYY-MM-DD`, in UTC, from 1900 to 2199; undefined for anything else. */
export function dayOf(read: Read, name: string): Date | undefined {
  const text = read(name) ?? '';
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  // `Date` reads the 30th of February as the 2nd of March.
  return Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text) ? undefined : day;
}

/** The first moment after a day. */
export function dayAfter(day: Date): Date {
  return new Date(day.getTime() + DAY_MS);
}

/** Whether a text is a UUID: PostgreSQL answers any other id with an error. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** The id in an address. @throws {AppError} `not-found` for any other text. */
export function idOf(text: string | undefined): string {
  if (text === undefined || !isId(text)) throw new AppError('not-found');
  return text;
}

export function cursorOf(read: Read): Cursor | undefined {
  const [micros = '', id = ''] = (read('after') ?? '').split('_');
  return /^\d{1,16}$/.test(micros) && isId(id) ? { micros, id } : undefined;
}

/**
 * A page of a list. `next`: the value of `after` for the following page.
 * @param rows one more than a page holds, where there are as many.
 */
export function pageOf<T extends Cursor>(rows: T[]): { rows: T[]; next?: string } {
  const shown = rows.slice(0, PAGE_ROWS);
  const last = shown.at(-1);
  return rows.length > PAGE_ROWS && last ? { rows: shown, next: `${last.micros}_${last.id}` } : { rows: shown };
}
