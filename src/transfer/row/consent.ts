/** Consent that was given on paper: who recorded it, and on which day. The enrollment keeps both. */
import type { Consent } from '../../faces/pictures.ts';

export type PaperConsent = { by: string; at: Date };

const DAY = /^(?<by>.*?)[\s,;/]*(?<day>\d{4}-\d{2}-\d{2})$/u;
const LONGEST = 100;
/** East of Greenwich the day begins up to 14 hours earlier. */
const EARLIEST_MS = 14 * 3_600_000;

function dayOf(text: string): Date | undefined {
  const day = new Date(`${text}T00:00:00Z`);
  // `Date` reads the 30th of February as the 2nd of March.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? day : undefined;
}

/** `A. Huber, 2026-03-01`. Undefined: the cell is empty. */
export function readConsent(cell: string, now: Date): PaperConsent | 'unreadable' | undefined {
  const said = cell.normalize('NFC').trim();
  if (said === '') return undefined;
  const { by = '', day = '' } = DAY.exec(said)?.groups ?? {};
  const at = dayOf(day);
  const plain = by !== '' && [...by].length <= LONGEST && !/\p{Cc}/u.test(by);
  return at && plain && at.getTime() <= now.getTime() + EARLIEST_MS ? { by, at } : 'unreadable';
}

/** As the enrollment notes it. */
export function paperConsent({ by, at }: PaperConsent): Consent {
  return { version: `paper (${by})`, at };
}

/** The cell of an export: the consent that {@link readConsent} reads; empty for one of another kind. */
export function consentCell({ version, at }: Consent): string {
  const by = /^paper \((.*)\)$/.exec(version)?.[1];
  return by === undefined ? '' : `${by}, ${at.toISOString().slice(0, 10)}`;
}
