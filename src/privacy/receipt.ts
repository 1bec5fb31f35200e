/** The receipt of a removed face: the audit row of the removal, as its owner may keep it. */
import type { Receipt } from '../../templates/privacy/receipt.tsx';
import type { AuditRow } from './export.store.ts';

const REASONS = ['asked', 'administrator', 'unused'] as const;

function time(value: unknown): Date | null {
  const date = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Rows of earlier versions hold less: what they do not say stays out. */
export function receiptOf({ id, at, detail }: AuditRow): Receipt {
  return {
    number: id,
    at,
    reason: REASONS.find((reason) => reason === detail.reason) ?? 'asked',
    templates: Number(detail.templates ?? 0),
    recognizers: String(detail.recognizers ?? ''),
    enrolledAt: time(detail.enrolledAt),
    consent: detail.consentVersion === undefined ? null : String(detail.consentVersion),
    consentedAt: time(detail.consentedAt),
  };
}
