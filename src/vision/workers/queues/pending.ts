/** Requests that wait for one particular worker: changes of its gallery, and questions about it. */

import { type GalleryTemplate, VisionError } from '../../protocol.ts';
import type { Channel } from '../channel.ts';
import type { GalleryCounts } from '../messages.ts';

type Change = { templates: readonly GalleryTemplate[]; done(): void };

/** The last change of each person, until the worker has it. */
function createChanges() {
  const waiting = new Map<string, Change>();
  return {
    /** Resolves when the worker has this change or a newer one of the same person. */
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
    /** Resolves the callers early and keeps the changes: the next worker gets them before it searches. */
    release: () => {
      for (const { done } of waiting.values()) done();
    },
    clear: () => waiting.clear(),
    /** Sends the first change. @returns undefined when none waits. */
    send(channel: Channel, onCounts: (counts: GalleryCounts) => void): Promise<void> | undefined {
      const [next] = waiting;
      if (!next) return undefined;
      const [userId, change] = next;
      waiting.delete(userId);
      const lost = () => {
        // The worker ended before it took the change, so the next worker gets it. A newer change replaces it.
        if (channel.gone() && !waiting.has(userId)) waiting.set(userId, change);
      };
      const call = channel.call({ kind: 'put', userId, templates: change.templates });
      return call.then(onCounts, lost).then(change.done);
    },
  };
}

type Read = { resolve(templateIds: Map<string, string>): void; reject(error: unknown): void };

/** Callers that wait to learn which templates the gallery holds. */
function createReads() {
  const waiting: Read[] = [];
  return {
    add: () => new Promise<Map<string, string>>((resolve, reject) => void waiting.push({ resolve, reject })),
    refuse(reason: string): void {
      for (const { reject } of waiting.splice(0)) reject(new VisionError('unavailable', reason));
    },
    /** Sends the first question. @returns undefined when none waits. */
    send(channel: Channel): Promise<void> | undefined {
      const next = waiting.shift();
      return next && channel.call({ kind: 'held' }).then(next.resolve, next.reject);
    },
  };
}

/** All that waits for one worker: changes go first. */
export function createPending() {
  const changes = createChanges();
  const reads = createReads();
  return {
    changes,
    reads,
    /** Sends the next request. @returns undefined when none waits. */
    send: (channel: Channel, onCounts: (counts: GalleryCounts) => void) =>
      changes.send(channel, onCounts) ?? reads.send(channel),
    /** Changes stay for the next worker; no caller waits for it. */
    workerGone(): void {
      changes.release();
      reads.refuse('The vision worker is gone');
    },
    refuseAll(reason: string): void {
      changes.release();
      changes.clear();
      reads.refuse(reason);
    },
  };
}
