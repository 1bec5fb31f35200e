/**
 * The one owner of the gallery: whoever changes who may be found tells it after the commit, and it brings every worker
 * in line with the database. It does the same for changes that the database itself tells of (`db/listen.ts`).
 */
import { setTimeout as delay } from 'node:timers/promises';
import { keyProblem } from '../db/keycheck.ts';
import type { FaceChanges } from '../db/listen.ts';
import type { Deps } from '../deps.ts';
import type { EventKind } from '../events/events.store.ts';
import type { EventReader } from '../events/outbox.ts';
import { causeOf } from '../log.ts';
import { loadPerson } from './load.ts';
import { storedIds } from './templates.store.ts';

/** Milliseconds before a comparison that failed (no database, no worker) is tried again. */
const RETRY_MS = 500;
/** What the triggers send. Anybody who may open the database may send anything. */
const USER_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type GalleryDeps = Pick<Deps, 'db' | 'keys' | 'vision' | 'config' | 'log'>;

/** The gallery as whoever tells it of changes sees it. */
export type Gallery = {
  /**
   * Call it after the commit of whatever changes who may be found: enrolled, removed, disabled, enabled, deleted.
   * Resolves when every worker that is there knows. It never rejects: what cannot be done now is tried again.
   */
  changed(userId: string): Promise<void>;
};

/** `changes`: for the database's notifications, and for a worker that has become ready (`listening`). */
export type GalleryOwner = Gallery & { changes: FaceChanges; stop(): Promise<void> };

/**
 * Who differs between the workers and the database, by the ids of their templates. A change that is committed meanwhile
 * has its own notification. A worker that is still reading compares again when it is ready.
 */
async function differing({ db, keys, vision, config }: GalleryDeps): Promise<string[]> {
  const loaded = await vision.loaded();
  const stored = await storedIds(db, { recognizer: config.recognizer, keyIds: keys.keyIds() });
  const changed = [...stored].filter(([userId, ids]) => loaded.get(userId) !== ids).map(([userId]) => userId);
  return [...changed, ...[...loaded.keys()].filter((userId) => !stored.has(userId))];
}

/** Runs tasks one after the other. A key that waits already is not queued again: its task reads what is stored by then. */
function inOrder(task: (key: string) => Promise<void>): (key: string) => Promise<void> {
  const waiting = new Map<string, Promise<void>>();
  let last: Promise<unknown> = Promise.resolve();
  return (key) => {
    const known = waiting.get(key);
    if (known) return known;
    const run = () => {
      waiting.delete(key);
      return task(key);
    };
    const next = last.then(run, run);
    waiting.set(key, next);
    last = next;
    return next;
  };
}

/** Compares the whole gallery with the database until they agree. @returns how to ask for it, and how to stop. */
function comparer(deps: GalleryDeps, update: (userId: string) => Promise<void>) {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let again = false;

  async function compare(): Promise<void> {
    for (again = true; again && !stopping.signal.aborted; ) {
      again = false;
      // The worker that becomes ready asks for this again.
      if (deps.vision.status().state !== 'ready') return;
      try {
        const people = await differing(deps);
        for (const userId of people) await update(userId);
        if (people.length > 0)
          deps.log.info('The gallery is in line with the database again', { people: people.length });
      } catch (error) {
        if (stopping.signal.aborted) return;
        deps.log.warn('The gallery cannot be compared with the database yet', { cause: causeOf(error) });
        again = true;
        await delay(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  }

  return {
    ask(): void {
      again = true;
      running ??= compare().finally(() => {
        running = undefined;
      });
    },
    async stop(): Promise<void> {
      stopping.abort();
      await running;
    },
  };
}

/** @param deps.vision is asked for nothing before the first change. */
export function createGallery(deps: GalleryDeps): GalleryOwner {
  const update = inOrder(async (userId) => deps.vision.putUser(userId, await loadPerson(deps, userId)));
  const whole = comparer(deps, update);

  const changed = (userId: string) =>
    update(userId).catch((error: unknown) => {
      // A match without its rows signs nobody in, so a removed face does no harm until then.
      deps.log.warn('The gallery takes a change later', { cause: causeOf(error) });
      whole.ask();
    });

  return {
    changed,
    changes: {
      listening: whole.ask,
      changed: (userId) => {
        if (USER_ID.test(userId)) void changed(userId);
      },
      keysChanged() {
        try {
          deps.keys.reload();
          void keyProblem(deps.db, deps.keys).then((problem) => problem && deps.log.error(problem), whole.ask);
        } catch (error) {
          deps.log.error('The template keys cannot be read anew', { reason: (error as Error).message });
        }
        // What could not be read before may be readable now.
        whole.ask();
      },
    },
    stop: whole.stop,
  };
}

/** Events that change who may be found. */
const FINDABLE: readonly EventKind[] = [
  'face-enrolled',
  'face-removed',
  'account-disabled',
  'account-enabled',
  'account-deleted',
];

/** Has the gallery hear of what happened. */
export function galleryReader(gallery: Gallery): EventReader {
  return async ({ kind, userId }) => {
    if (userId && FINDABLE.includes(kind)) await gallery.changed(userId);
  };
}
