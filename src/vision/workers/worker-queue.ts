/** One worker's place at the desk: what this worker alone has to do, and its turn at what waits for any of them. */

import { type GalleryTemplate, VisionError } from '../protocol.ts';
import type { Link } from './channel.ts';
import type { GalleryCounts } from './messages.ts';

export type Lane = {
  /**
   * Replaces what this worker's gallery holds of one person, ahead of everything else. Done when the worker has it;
   * at once where there is none, since the next one is given it before any search.
   */
  put(userId: string, templates: readonly GalleryTemplate[]): Promise<void>;
  /** Who is in this worker's gallery, with every change so far. @throws {VisionError} where the worker is gone. */
  galleryHeld(): Promise<Map<string, string>>;
  /** Whether a worker is there. */
  live(): boolean;
  /** The worker is ready, or (undefined) gone. */
  use(link: Link | undefined): void;
  /** Gives the worker its next request, unless it is at one. */
  next(): void;
  /** Lets nobody wait any longer. */
  dismiss(reason: string): void;
  /** Of this worker's gallery; of its last one while there is none. */
  counts: GalleryCounts;
};

type Put = { templates: readonly GalleryTemplate[]; done(): void };

/** People whose references changed, the last change of each, until the worker has them. */
function createPuts() {
  const waiting = new Map<string, Put>();
  return {
    add(userId: string, templates: readonly GalleryTemplate[]): Promise<void> {
      return new Promise((resolve) => {
        const earlier = waiting.get(userId);
        const done = () => {
          earlier?.done();
          resolve();
        };
        waiting.set(userId, { templates, done });
      });
    },
    /** Callers need not wait where no search can come before the change. */
    release: () => {
      for (const { done } of waiting.values()) done();
    },
    clear: () => waiting.clear(),
    /** Sends the next one. Undefined: there is none. */
    send(link: Link, deadlineMs: number, onCounts: (counts: GalleryCounts) => void): Promise<void> | undefined {
      const [next] = waiting;
      if (!next) return undefined;
      const [userId, put] = next;
      waiting.delete(userId);
      const lost = () => {
        // A worker that died took the change with it; a newer change of the same person has its place already.
        if (link.gone() && !waiting.has(userId)) waiting.set(userId, put);
      };
      const call = link.call({ kind: 'put', userId, templates: put.templates }, deadlineMs);
      return call.then(onCounts, lost).then(put.done);
    },
  };
}

/** Those who want to know what the gallery holds. */
function createReaders() {
  const waiting: { resolve(held: Map<string, string>): void; reject(error: unknown): void }[] = [];
  return {
    add: () => new Promise<Map<string, string>>((resolve, reject) => void waiting.push({ resolve, reject })),
    refuse(reason: string): void {
      for (const { reject } of waiting.splice(0)) reject(new VisionError('unavailable', reason));
    },
    send(link: Link, deadlineMs: number): Promise<void> | undefined {
      const next = waiting.shift();
      return next && link.call({ kind: 'held' }, deadlineMs).then(next.resolve, next.reject);
    },
  };
}

/**
 * @param deadlineMs for each answer of the worker.
 * @param takeTurn sends the worker what comes next of that which any worker may do. Undefined: nothing waits.
 */
export function createLane(deadlineMs: number, takeTurn: (link: Link) => Promise<void> | undefined): Lane {
  const puts = createPuts();
  const readers = createReaders();
  let link: Link | undefined;
  let running = false;

  const lane: Lane = {
    counts: { people: 0, templates: 0, skipped: 0 },
    live: () => link !== undefined,
    async put(userId, templates) {
      const done = puts.add(userId, templates);
      if (!link) puts.release();
      lane.next();
      await done;
    },
    async galleryHeld() {
      if (!link) throw new VisionError('unavailable', 'The vision worker is not ready');
      const held = readers.add();
      lane.next();
      return held;
    },
    use(worker) {
      link = worker;
      if (!link) {
        puts.release();
        readers.refuse('The vision worker is gone');
      }
      lane.next();
    },
    next() {
      if (running || !link || link.gone()) return;
      const onCounts = (counts: GalleryCounts) => {
        lane.counts = counts;
      };
      const sent = puts.send(link, deadlineMs, onCounts) ?? readers.send(link, deadlineMs) ?? takeTurn(link);
      if (!sent) return;
      running = true;
      void sent.finally(() => {
        running = false;
        lane.next();
      });
    },
    dismiss(reason) {
      puts.release();
      puts.clear();
      readers.refuse(reason);
    },
  };
  return lane;
}
