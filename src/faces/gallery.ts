/**
 * The one owner of the gallery. It hears of every change of who may be found, after the commit, and updates every
 * worker from the database. It hears from the outbox and from the database's own notifications (`db/listen.ts`).
 */
import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseAway } from '../db/errors.ts';
import { keyProblem } from '../db/keycheck.ts';
import type { FaceChanges } from '../db/listen.ts';
import type { Deps } from '../deps.ts';
import type { EventKind } from '../events/events.store.ts';
import type { EventReader } from '../events/outbox.ts';
import { briefCauseOf, causeOf, createTally, type Tally } from '../log.ts';
import { VisionError } from '../vision/protocol.ts';
import { loadPerson } from './load.ts';
import { storedIds } from './templates.store.ts';

/** Milliseconds before the next comparison after a failed one (no database, no worker). */
const RETRY_MS = 500;
/** The form of the triggers' payload. Anybody who may open the database may send anything else. */
const USER_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type GalleryDeps = Pick<Deps, 'db' | 'keys' | 'vision' | 'config' | 'log'>;

/** The gallery for its callers. */
export type Gallery = {
  /**
   * Call it after the commit of a change of who may be found: enrolled, removed, disabled, enabled, deleted.
   * Resolves when every running worker has the change. It never rejects: a failed change is tried again.
   */
  changed(userId: string): Promise<void>;
};

/** `changes` takes the database's notifications. A worker that becomes ready calls its `listening`. */
export type GalleryOwner = Gallery & { changes: FaceChanges; stop(): Promise<void> };

/**
 * The people whose template ids differ between the workers and the database. A change that is committed meanwhile has
 * its own notification. A worker that is still loading asks for another comparison when it is ready.
 */
async function differing({ db, keys, vision, config }: GalleryDeps): Promise<string[]> {
  const loaded = await vision.loaded();
  const stored = await storedIds(db, { recognizer: config.recognizer, keyIds: keys.keyIds() });
  const changed = [...stored].filter(([userId, ids]) => loaded.get(userId) !== ids).map(([userId]) => userId);
  return [...changed, ...[...loaded.keys()].filter((userId) => !stored.has(userId))];
}

/** Runs tasks one after the other. It queues a waiting key only once: the task reads what is stored by then. */
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

/** Tells of a failure that is tried again, twice a second perhaps. Only one that nobody expects has its stack. */
function warner(tally: Tally) {
  return (message: string, error: unknown): void => {
    const expected = isDatabaseAway(error) || error instanceof VisionError;
    tally('warn', message, message, { cause: expected ? briefCauseOf(error) : causeOf(error) });
  };
}

/** Compares the whole gallery with the database until they agree. @returns how to ask for that, and how to stop. */
function comparer(
  deps: GalleryDeps,
  { update, warn }: { update: (userId: string) => Promise<void>; warn: ReturnType<typeof warner> },
) {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let again = false;

  async function compare(): Promise<void> {
    for (again = true; again && !stopping.signal.aborted; ) {
      again = false;
      // A worker that becomes ready asks again.
      if (deps.vision.status().state !== 'ready') return;
      try {
        const people = await differing(deps);
        for (const userId of people) await update(userId);
        if (people.length > 0)
          deps.log.info('The gallery is in line with the database again', { people: people.length });
      } catch (error) {
        if (stopping.signal.aborted) return;
        warn('The gallery cannot be compared with the database yet', error);
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

/** Creates the owner. It asks `deps.vision` for nothing before the first change. */
export function createGallery(deps: GalleryDeps): GalleryOwner {
  const update = inOrder(async (userId) => deps.vision.putUser(userId, await loadPerson(deps, userId)));
  const warn = warner(createTally(deps.log));
  const whole = comparer(deps, { update, warn });

  const changed = (userId: string) =>
    update(userId).catch((error: unknown) => {
      // A match without its rows signs nobody in, so until then a removed face does no harm.
      warn('The gallery takes a change later', error);
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
        // The new keys may open templates that no key opened before.
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
  'person-linked',
  'picture-added',
  'picture-removed',
];

/** Reads the outbox for the gallery. */
export function galleryReader(gallery: Gallery): EventReader {
  return async ({ kind, userId }) => {
    if (userId && FINDABLE.includes(kind)) await gallery.changed(userId);
  };
}
