/**
 * Remembers answers of the database for half a second: a page of an application asks the gateway dozens of times. What
 * is asked for at the same time, and what was asked for lately and grows old, is read in one statement.
 */

/** Milliseconds. A revocation must be seen within a second, the time of the statement included. */
const AGE_MS = 500;
/** Answers that are remembered at most. The oldest give way. */
const MOST = 10_000;
/** Keys in one statement. */
const BATCH = 200;
/** Statements at the same time. */
const LOADS = 2;

type Entry<Value> = {
  value: Promise<Value | undefined>;
  settle: (value: Value | undefined) => void;
  fail: (error: unknown) => void;
  /** When its statement was sent; absent: it waits for that. */
  at?: number;
};
type Load<Value> = (keys: string[]) => Promise<Map<string, Value>>;

function newEntry<Value>(): Entry<Value> {
  const entry = {} as Entry<Value>;
  entry.value = new Promise((resolve, reject) => {
    entry.settle = resolve;
    entry.fail = reject;
  });
  // Whoever waits for the value hears of the failure. Nobody has to wait.
  entry.value.catch(() => {});
  return entry;
}

/** What the cache holds. */
type State<Value> = {
  known: Map<string, Entry<Value>>;
  waiting: Map<string, Entry<Value>>;
  /** Keys that were asked for since they were read for the sake of another one. */
  used: Set<string>;
  loading: number;
};

/** What the next statement reads: what waits, then what is in use and half as old as it may get. */
function nextEntries<Value>({ known, waiting, used }: State<Value>, now: number): Map<string, Entry<Value>> {
  const entries = new Map<string, Entry<Value>>();
  for (const [key, entry] of waiting) {
    if (entries.size >= BATCH) break;
    waiting.delete(key);
    entries.set(key, entry);
  }
  for (const key of used) {
    if (entries.size >= BATCH) break;
    const found = known.get(key);
    if (found && (found.at === undefined || Math.abs(now - found.at) < AGE_MS / 2)) continue;
    used.delete(key);
    if (!found) continue;
    const entry = newEntry<Value>();
    known.set(key, entry);
    entries.set(key, entry);
  }
  return entries;
}

/** Settles entries with what one statement answers. A failure is forgotten, so that the next question asks anew. */
async function settle<Value>(
  { known }: State<Value>,
  entries: Map<string, Entry<Value>>,
  load: Load<Value>,
): Promise<void> {
  try {
    const values = await load([...entries.keys()]);
    for (const [key, entry] of entries) entry.settle(values.get(key));
  } catch (error) {
    for (const [key, entry] of entries) {
      if (known.get(key) === entry) known.delete(key);
      entry.fail(error);
    }
  }
}

/**
 * @param load finds the values of some keys; a key that it does not answer has none.
 * @param clock the time of the server. Tests move it.
 */
export function shortCache<Value>(load: Load<Value>, clock: () => Date): (key: string) => Promise<Value | undefined> {
  const state: State<Value> = { known: new Map(), waiting: new Map(), used: new Set(), loading: 0 };
  const { known, waiting, used } = state;
  const read = () => {
    if (waiting.size === 0 || state.loading >= LOADS) return;
    state.loading++;
    const now = clock().getTime();
    const entries = nextEntries(state, now);
    for (const entry of entries.values()) entry.at = now;
    void settle(state, entries, load).then(() => {
      state.loading--;
      read();
    });
  };
  const wait = (key: string) => {
    const entry = newEntry<Value>();
    known.delete(key);
    known.set(key, entry);
    waiting.set(key, entry);
    used.add(key);
    if (known.size > MOST) {
      const oldest = known.keys().next().value!;
      known.delete(oldest);
      used.delete(oldest);
    }
    queueMicrotask(read);
    return entry.value;
  };
  return (key) => {
    const found = known.get(key);
    if (!found) return wait(key);
    if (found.at === undefined) return found.value;
    // A clock that was set back makes nothing young again for long.
    if (Math.abs(clock().getTime() - found.at) >= AGE_MS) return wait(key);
    used.add(key);
    return found.value;
  };
}
