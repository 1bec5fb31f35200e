/** When a delivery that failed is tried again. */

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
/**
 * Milliseconds between the tries, growing over a day as Standard Webhooks recommends. With the longest delays they add
 * up to less than `GIVE_UP_MS`.
 */
export const WAITS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 7 * HOUR, 9 * HOUR];
/** A part of the wait by which it is delayed at most: receivers that were away do not get everything at once. */
const DELAY = 0.1;

/** @param attempts that failed. @param chance 0 to 1. @returns the time of the next try; null: that was the last. */
export function nextTry(
  { attempts, giveUpAt }: { attempts: number; giveUpAt: Date },
  now: Date,
  chance = Math.random(),
): Date | null {
  const wait = WAITS[attempts - 1];
  if (wait === undefined) return null;
  const at = new Date(now.getTime() + Math.round(wait * (1 + DELAY * chance)));
  return at > giveUpAt ? null : at;
}
