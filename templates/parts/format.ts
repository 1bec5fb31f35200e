/** Dates as the reader's language writes them. The server's time zone: a page without script knows no better. */
import type { Locale } from '../../src/i18n/index.ts';

const TAGS: Record<Locale, string> = { en: 'en-GB', zh: 'zh-CN' };

export function formatDate(locale: Locale, date: Date): string {
  return new Intl.DateTimeFormat(TAGS[locale], { dateStyle: 'long' }).format(date);
}

export function formatTime(locale: Locale, date: Date): string {
  return new Intl.DateTimeFormat(TAGS[locale], { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

/** A calendar day without a time of day, `YYYY-MM-DD`: no zone may move it. */
export function formatDay(locale: Locale, day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  return new Intl.DateTimeFormat(TAGS[locale], { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}
