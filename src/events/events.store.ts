/**
 * Events: what happened to whom. The transaction in which it happens writes the event once, without image, score or
 * address. The audit trail shows the rows. The outbox tells its readers after the commit (`outbox.ts`).
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
  /** The counter of a passkey went backwards: somebody has a copy of it. */
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
  'application-added',
  'application-changed',
  'application-removed',
  'application-secret',
  'application-key-made',
  'application-key-removed',
  'group-changed',
  'stepped-up',
  'application-opened',
  'application-refused',
  'oidc-keys-rotated',
  'api-key-made',
  'api-key-removed',
  'person-added',
  'person-changed',
  /** A person without a way in got one, or an account got their faces. */
  'person-linked',
  'picture-added',
  'picture-removed',
  /** Of a face attempt. A wrong password only counts: written events would let a guesser fill the disk. */
  'sign-in-failed',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** The kinds that the audit trail shows. Failed attempts have their own list. */
export const TRAIL_KINDS = EVENT_KINDS.filter((kind) => kind !== 'sign-in-failed');

export type Event = {
  at: Date;
  userId: string | null;
  /** The account that did it, if that is somebody else. */
  actorId?: string;
  kind: EventKind;
  detail?: Record<string, string | number | boolean>;
};

/** The key under which a transaction of the outbox collects its events. */
export const WRITTEN = Symbol('events of this transaction');
/** The key under which a transaction has the name of the API key that asked for it. */
export const BY = Symbol('API key of this transaction');
/** A transaction, with or without the outbox. */
export type EventTx = Queryable & { [WRITTEN]?: Event[]; [BY]?: string };

/** Writes one event. Call it in the transaction of the change that it tells of. @returns the row's id. */
export async function happened(tx: EventTx, what: Event): Promise<string> {
  const key = tx[BY];
  const event = key === undefined ? what : { ...what, detail: { ...what.detail, key } };
  const [row] = await tx.insert(auditEvents).values(event).returning({ id: auditEvents.id });
  tx[WRITTEN]?.push(event);
  return row!.id;
}
