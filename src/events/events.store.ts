/**
 * Events: what happened to whom. The transaction in which it happens writes the event once, without image, score or
 * address. The audit trail shows the rows. The outbox tells its readers after the commit (`outbox.ts`).
 */
import type { Queryable } from '../db/open.ts';
import { auditEvents } from '../db/schema.ts';
import { queueDeliveries } from './deliveries.store.ts';
import type { WebhookType } from './webhook-types.ts';

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
  'kiosk-added',
  'kiosk-changed',
  'kiosk-removed',
  /** A tablet took the kiosk's code. */
  'kiosk-registered',
  /** A kiosk recognised somebody: once a visit. */
  'kiosk-seen',
  'attendance-corrected',
  /** A person changed the own profile. */
  'profile-changed',
  'webhook-added',
  'webhook-changed',
  'webhook-removed',
  'webhook-secret',
  'setting-changed',
  /** The number of a hand-off was right. */
  'phone-confirmed',
  /** It was wrong, or the phone's owner did not know of it. */
  'phone-refused',
  /** Of a face attempt. A wrong password only counts: written events would let a guesser fill the disk. */
  'sign-in-failed',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** The kinds that the audit trail shows. Failed attempts have their own list. */
export const TRAIL_KINDS = EVENT_KINDS.filter((kind) => kind !== 'sign-in-failed');

/**
 * What webhooks call a kind. A kind that is not here stays inside. One picture of several that goes leaves the face
 * enrolled, so `picture-removed` is not here.
 */
const WEBHOOK_TYPE: Partial<Record<EventKind, WebhookType>> = {
  registered: 'person.created',
  'person-added': 'person.created',
  'person-changed': 'person.updated',
  'person-linked': 'person.updated',
  'profile-changed': 'person.updated',
  'account-disabled': 'person.updated',
  'account-enabled': 'person.updated',
  'account-deleted': 'person.deleted',
  'face-enrolled': 'face.enrolled',
  'picture-added': 'face.enrolled',
  'face-removed': 'face.removed',
  'signed-in': 'sign_in.succeeded',
  'sign-in-failed': 'sign_in.failed',
  'kiosk-seen': 'kiosk.seen',
};

export type Event = {
  at: Date;
  userId: string | null;
  /** The account that did it, if that is somebody else. */
  actorId?: string;
  kind: EventKind;
  detail?: Record<string, string | number | boolean>;
  /** Whom webhooks name, where that is not `userId`; null: nobody. */
  toldOf?: string | null;
};

/** The key under which a transaction of the outbox collects its events. */
export const WRITTEN = Symbol('events of this transaction');
/** Who asked for a transaction: an API key by its name, an administrator, or the command line, which has no account. */
export type By = string | { actorId?: string };
/** The key under which a transaction has who asked for it. */
export const BY = Symbol('who asked for this transaction');
/** A transaction, with or without the outbox. */
export type EventTx = Queryable & { [WRITTEN]?: Event[]; [BY]?: By };

function signed(event: Event, by: By | undefined): Event {
  if (by === undefined) return event;
  if (typeof by === 'string') return { ...event, detail: { ...event.detail, key: by } };
  const { actorId } = by;
  return actorId === undefined ? { ...event, detail: { ...event.detail, by: 'console' } } : { actorId, ...event };
}

/** What webhooks learn of an event. */
function toldBy({ at, userId, toldOf = userId, detail }: Event) {
  return { at, personId: toldOf, ...(typeof detail?.kiosk === 'string' && { kiosk: detail.kiosk }) };
}

/**
 * Writes one event, for the audit trail and for webhooks. Call it in the transaction of the change that it tells of.
 * @returns the row's id.
 */
export async function happened(tx: EventTx, what: Event): Promise<string> {
  const event = signed(what, tx[BY]);
  const { toldOf, ...values } = event;
  const [row] = await tx.insert(auditEvents).values(values).returning({ id: auditEvents.id });
  const type = WEBHOOK_TYPE[event.kind];
  if (type) await queueDeliveries(tx, { ...toldBy(event), id: row!.id, type });
  tx[WRITTEN]?.push(event);
  return row!.id;
}
