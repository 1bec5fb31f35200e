/** The receipt of a removed face, read from the audit row of the removal. */
import type { RemovalReason } from '../faces/face-data.store.ts';
import type { AuditRow } from './export.store.ts';

const REASONS: readonly RemovalReason[] = ['asked', 'administrator', 'unused'];

function time(value: unknown): Date | null {
  const date = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Rows of earlier versions hold less: a missing fact is null, 0 or an empty text, a missing reason `asked`. */
export function receiptOf({ id, at, detail }: AuditRow) {
  return {
    number: id,
    at,
    reason: REASONS.find((reason) => reason === detail.reason) ?? ('asked' as const),
    templates: Number(detail.templates ?? 0),
    recognizers: String(detail.recognizers ?? ''),
    enrolledAt: time(detail.enrolledAt),
    consent: detail.consentVersion === undefined ? null : String(detail.consentVersion),
    consentedAt: time(detail.consentedAt),
  };
}
