/** Records what an administrator did, in the browser or on the command line. */
import { type Event, type EventKind, type EventTx, happened } from '../events/events.store.ts';

/** Who does it, and when. `actorId` absent: the command line. Null: a program, whose key the transaction names. */
export type Doer = { actorId?: string | null; now: Date };

/** @param event.userId the account that it is about, if it is about one. */
export async function record(
  tx: EventTx,
  { actorId, now }: Doer,
  event: { kind: EventKind; userId?: string; detail: NonNullable<Event['detail']> },
): Promise<void> {
  const { kind, userId = null, detail } = event;
  const by =
    actorId === undefined ? { detail: { ...detail, by: 'console' } } : { detail, ...(actorId !== null && { actorId }) };
  await happened(tx, { at: now, userId, kind, ...by });
}
