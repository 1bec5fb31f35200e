/** Remembers answers of the database for half a second: a page of an application asks the gateway dozens of times. */

/** Milliseconds. A revocation must be seen within a second, the time of the statement included. */
const AGE_MS = 500;
/** Answers that are remembered at most. The oldest give way. */
const MOST = 10_000;

/**
 * @param load finds the value of a key. Simultaneous questions for one key share its answer; a failure is not kept.
 * @param clock the time of the server. Tests move it.
 */
export function shortCache<Value>(load: (key: string) => Promise<Value>, clock: () => Date) {
  const known = new Map<string, { at: number; value: Promise<Value> }>();
  return (key: string): Promise<Value> => {
    const now = clock().getTime();
    const found = known.get(key);
    // A clock that was set back makes nothing young again for long.
    if (found && Math.abs(now - found.at) < AGE_MS) return found.value;
    const entry = { at: now, value: load(key) };
    known.delete(key);
    known.set(key, entry);
    if (known.size > MOST) known.delete(known.keys().next().value!);
    entry.value.catch(() => known.get(key) === entry && known.delete(key));
    return entry.value;
  };
}
