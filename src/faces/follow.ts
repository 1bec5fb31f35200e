/** Keeps the running gallery in line with a database that other servers write to as well. */

import { setTimeout as delay } from 'node:timers/promises';
import { keyProblem } from '../db/keycheck.ts';
import type { FaceChanges } from '../db/listen.ts';
import type { Deps } from '../deps.ts';
import { causeOf } from '../log.ts';
import { createGallerySync, resyncGallery } from './gallery.ts';

/** Milliseconds before a resync that failed (no database, no worker) is tried again. */
const RETRY_MS = 500;
/** What the triggers send; anybody who may open the database may send anything. */
const USER_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Syncs each person whose faces change, and everybody whenever the line to the database is up again or a worker has
 * become ready (the caller calls `listening` then, too).
 * Failures are tried again with the whole gallery: a change that is lost would leave a deleted face in it.
 */
export function followFaces(
  deps: Pick<Deps, 'db' | 'keys' | 'vision' | 'config' | 'log'>,
): FaceChanges & { stop(): Promise<void> } {
  const sync = createGallerySync(deps);
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let again = false;

  async function resync(): Promise<void> {
    for (again = true; again && !stopping.signal.aborted; ) {
      again = false;
      // Whatever becomes ready asks for this again.
      if (deps.vision.status().state !== 'ready') return;
      try {
        const people = await resyncGallery(deps, sync);
        if (people > 0) deps.log.info('The gallery was brought in line with the database', { people });
      } catch (error) {
        if (stopping.signal.aborted) return;
        deps.log.warn('The gallery cannot be compared with the database yet', { cause: causeOf(error) });
        again = true;
        await delay(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  }

  function listening(): void {
    again = true;
    running ??= resync().finally(() => {
      running = undefined;
    });
  }

  return {
    listening,
    changed(userId) {
      if (USER_ID.test(userId)) sync(userId).catch(listening);
    },
    keysChanged() {
      try {
        deps.keys.reload();
        void keyProblem(deps.db, deps.keys).then((problem) => problem && deps.log.error(problem), listening);
      } catch (error) {
        deps.log.error('The template keys cannot be read anew', { reason: (error as Error).message });
      }
      // What could not be read before may be readable now.
      listening();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
