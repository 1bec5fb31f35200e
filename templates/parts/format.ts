/** Dates and numbers in the reader's language. Times are in the server's zone: without a script it knows no other. */
import type { Locale } from '../../src/i18n/index.ts';

const TAGS: Record<Locale, string> = { en: 'en-GB', zh: 'zh-CN' };

export function formatDate(locale: Locale, date: Date): string {
  return new Intl.DateTimeFormat(TAGS[locale], { dateStyle: 'long' }).format(date);
}

export function formatTime(locale: Locale, date: Date): string {
  return new Intl.DateTimeFormat(TAGS[locale], { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

/** A calendar day without the year, for the foot of a chart. */
export function formatShortDay(locale: Locale, day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  return new Intl.DateTimeFormat(TAGS[locale], { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(date);
}

export function formatNumber(locale: Locale, value: number): string {
  return new Intl.NumberFormat(TAGS[locale]).format(value);
}

/** A share of 0 to 1 as whole per cent, below 10 % with one more digit. */
export function formatShare(locale: Locale, share: number): string {
  const digits = share > 0 && share < 0.1 ? 1 : 0;
  return new Intl.NumberFormat(TAGS[locale], { style: 'percent', maximumFractionDigits: digits }).format(share);
}

/** A calendar day, `YYYY-MM-DD`. UTC keeps the server's zone from moving it. */
export function formatDay(locale: Locale, day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  return new Intl.DateTimeFormat(TAGS[locale], { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}

/** `30 seconds`, `15 minutes`, `2 hours`: rounded up, never shorter than the wait. */
export function formatWait(locale: Locale, seconds: number): string {
  const [unit, length] = seconds <= 90 ? ['second', 1] : seconds <= 5400 ? ['minute', 60] : ['hour', 3600];
  const format = new Intl.NumberFormat(TAGS[locale], { style: 'unit', unit: unit as string, unitDisplay: 'long' });
  return format.format(Math.ceil(seconds / (length as number)));
}

/** The variables of texts that ask for a wait. */
export function waitVars(locale: Locale, seconds: number): { wait: string } {
  return { wait: formatWait(locale, seconds) };
}
