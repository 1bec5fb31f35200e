/**
 * What happened to whom. An event is written once, in the transaction in which it happened: no image, no score, no
 * address. The audit trail shows the rows; the outbox tells its readers after the commit (`outbox.ts`).
 */
import type { Queryable } from '../db/open.ts';
import { auditEvents } from '../db/schema.ts';

export const EVENT_KINDS = [
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
  /** Of a face attempt. A password that is wrong is counted and not written: who guesses could fill the disk. */
  'sign-in-failed',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** What the audit trail shows. Failed attempts have a list of their own. */
export const TRAIL_KINDS = EVENT_KINDS.filter((kind) => kind !== 'sign-in-failed');

export type Event = {
  at: Date;
  userId: string | null;
  /** Who did it, where that is somebody else. */
  actorId?: string;
  kind: EventKind;
  detail?: Record<string, string | number | boolean>;
};

/** On a transaction of the outbox: what was written in it. */
export const WRITTEN = Symbol('events of this transaction');
/** A transaction, of the outbox or not. */
export type EventTx = Queryable & { [WRITTEN]?: Event[] };

/** Writes one event, in the transaction of what it tells of. @returns the row's id. */
export async function happened(tx: EventTx, event: Event): Promise<string> {
  const [row] = await tx.insert(auditEvents).values(event).returning({ id: auditEvents.id });
  tx[WRITTEN]?.push(event);
  return row!.id;
}
