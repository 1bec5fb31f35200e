/** Tells its readers of events after the commit, in order. */
import type { Database } from '../db/open.ts';
import { BY, type By, type Event, type EventTx, WRITTEN } from './events.store.ts';

/** Must not reject: the event is committed already. */
export type EventReader = (event: Event) => Promise<void>;

export type Outbox = {
  /**
   * Runs a transaction. Resolves when the readers know of its events. A transaction that is rolled back tells nobody.
   * @param by who asked for it. All of its events say so.
   */
  commit<Result>(work: (tx: EventTx) => Promise<Result>, by?: By): Promise<Result>;
};

export function createOutbox(db: Pick<Database, 'transaction'>, ...readers: EventReader[]): Outbox {
  return {
    async commit(work, by) {
      const written: Event[] = [];
      const result = await db.transaction((tx) =>
        work(Object.assign(tx, { [WRITTEN]: written, ...(by !== undefined && { [BY]: by }) })),
      );
      for (const event of written) for (const read of readers) await read(event);
      return result;
    },
  };
}
