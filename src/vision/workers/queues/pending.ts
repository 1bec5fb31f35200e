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

type Networks = { livenessDir: string; resolve(): void; reject(error: unknown): void };

/** The liveness networks that the worker is to have, until it has them. */
function createNetworks() {
  let waiting: Networks | undefined;
  return {
    /** Resolves when the worker has these networks or newer ones. @throws {Error} of the worker, which keeps its own. */
    set(livenessDir: string): Promise<void> {
      return new Promise((resolve, reject) => {
        const earlier = waiting;
        const settleAll = () => {
          earlier?.resolve();
          resolve();
        };
        waiting = { livenessDir, resolve: settleAll, reject };
      });
    },
    /** Resolves the caller early and keeps the networks for the next worker. */
    release: () => waiting?.resolve(),
    clear(): void {
      waiting = undefined;
    },
    /** Sends the networks. @returns undefined when none wait. */
    send(channel: Channel): Promise<void> | undefined {
      const next = waiting;
      if (!next) return undefined;
      waiting = undefined;
      const failed = (error: unknown) => {
        if (!channel.gone()) return next.reject(error);
        waiting ??= next;
        return next.resolve();
      };
      return channel.call({ kind: 'liveness', livenessDir: next.livenessDir }).then(next.resolve, failed);
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

/** All that waits for one worker: networks go first, then changes. */
export function createPending() {
  const networks = createNetworks();
  const changes = createChanges();
  const reads = createReads();
  return {
    networks,
    changes,
    reads,
    /** Sends the next request. @returns undefined when none waits. */
    send: (channel: Channel, onCounts: (counts: GalleryCounts) => void) =>
      networks.send(channel) ?? changes.send(channel, onCounts) ?? reads.send(channel),
    /** Changes stay for the next worker; no caller waits for it. */
    workerGone(): void {
      networks.release();
      changes.release();
      reads.refuse('The vision worker is gone');
    },
    refuseAll(reason: string): void {
      networks.release();
      networks.clear();
      changes.release();
      changes.clear();
      reads.refuse(reason);
    },
  };
}
