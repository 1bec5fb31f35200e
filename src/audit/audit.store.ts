/** The log of what happened to whom. Append-only for the app; no image, no score, no address. */
import type { Queryable } from '../db/open.ts';
import { auditEvents } from '../db/schema.ts';

export const AUDIT_KINDS = [
  'registered',
  'signed-in',
  'signed-out',
  'password-changed',
  'reset-issued',
  'password-reset',
  'sessions-ended',
  'devices-forgotten',
  'passkey-added',
  'passkey-removed',
  /** Its counter went backwards. */
  'passkey-copied',
  'recovery-codes-made',
  'recovery-code-used',
  'account-deleted',
  'face-enrolled',
  'face-off',
  'face-duplicate',
  'face-removed',
  'data-downloaded',
  'admin-made',
  'admin-unmade',
  'account-disabled',
  'account-enabled',
  'invite-made',
  'exported',
  'keys-rotated',
  'face-on',
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

export type AuditEvent = {
  at: Date;
  userId: string | null;
  /** Who did it, where that is somebody else. */
  actorId?: string;
  kind: AuditKind;
  detail?: Record<string, string | number | boolean>;
};

/** Writes one event, in the transaction of what it tells of. @returns the row's id. */
export async function recordAudit(tx: Queryable, event: AuditEvent): Promise<string> {
  const [row] = await tx.insert(auditEvents).values(event).returning({ id: auditEvents.id });
  return row!.id;
}
