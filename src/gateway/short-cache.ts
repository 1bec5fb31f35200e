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

class ShortCache<Value> {
  private readonly known = new Map<string, Entry<Value>>();
  private readonly waiting = new Map<string, Entry<Value>>();
  /** Keys that were asked for since they were read for the sake of another one. */
  private readonly used = new Set<string>();
  private loading = 0;
  constructor(
    private readonly load: Load<Value>,
    private readonly clock: () => Date,
  ) {}

  get(key: string): Promise<Value | undefined> {
    const found = this.known.get(key);
    if (found?.at === undefined) return (found ?? this.wait(key)).value;
    // A clock that was set back makes nothing young again for long.
    if (Math.abs(this.clock().getTime() - found.at) >= AGE_MS) return this.wait(key).value;
    this.used.add(key);
    return found.value;
  }

  private wait(key: string): Entry<Value> {
    const entry = newEntry<Value>();
    this.known.delete(key);
    this.known.set(key, entry);
    this.waiting.set(key, entry);
    this.used.add(key);
    if (this.known.size > MOST) this.known.delete(this.known.keys().next().value!);
    queueMicrotask(() => this.read());
    return entry;
  }

  /** What the next statement reads: what waits, then what is in use and half as old as it may get. */
  private next(now: number): Map<string, Entry<Value>> {
    const entries = new Map<string, Entry<Value>>();
    for (const [key, entry] of this.waiting) {
      if (entries.size >= BATCH) break;
      this.waiting.delete(key);
      entries.set(key, entry);
    }
    for (const key of this.used) {
      if (entries.size >= BATCH) break;
      const found = this.known.get(key);
      if (found && (found.at === undefined || Math.abs(now - found.at) < AGE_MS / 2)) continue;
      this.used.delete(key);
      if (!found) continue;
      const entry = newEntry<Value>();
      this.known.set(key, entry);
      entries.set(key, entry);
    }
    return entries;
  }

  private read(): void {
    if (this.waiting.size === 0 || this.loading >= LOADS) return;
    this.loading++;
    const now = this.clock().getTime();
    const entries = this.next(now);
    for (const entry of entries.values()) entry.at = now;
    this.load([...entries.keys()])
      .then(
        (values) => entries.forEach((entry, key) => void entry.settle(values.get(key))),
        (error: unknown) =>
          entries.forEach((entry, key) => {
            if (this.known.get(key) === entry) this.known.delete(key);
            entry.fail(error);
          }),
      )
      .finally(() => {
        this.loading--;
        this.read();
      });
  }
}

/**
 * @param load finds the values of some keys; a key that it does not answer has none. A failure is not remembered.
 * @param clock the time of the server. Tests move it.
 */
export function shortCache<Value>(load: Load<Value>, clock: () => Date): (key: string) => Promise<Value | undefined> {
  const cache = new ShortCache(load, clock);
  return (key) => cache.get(key);
}
