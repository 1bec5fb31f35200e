/** Waiting in two lines: sign-in frames ahead, enrollment behind, though never for ever. */

export type Priority = 'sign-in' | 'enrollment';

export type Queue<T> = {
  push(item: T, priority: Priority): void;
  /** The next one, or undefined where nobody waits. */
  take(): T | undefined;
  /** Takes one out of the middle. */
  remove(item: T): void;
  /** Takes all out, in their order. */
  drain(): T[];
};

/**
 * One enrollment frame comes after so many sign-in frames at most. Without it an overloaded server enrolls nobody; a
 * clip has 24 frames, so that with 40 sign-in frames a second it takes five seconds.
 */
const AHEAD = 8;

/** First come, first served within each line. */
export function createQueue<T>(): Queue<T> {
  const lines: Record<Priority, T[]> = { 'sign-in': [], enrollment: [] };
  let ahead = 0;
  return {
    push: (item, priority) => void lines[priority].push(item),
    take() {
      const waits = lines.enrollment.length > 0;
      const signIn = waits && ahead >= AHEAD ? undefined : lines['sign-in'].shift();
      ahead = signIn !== undefined && waits ? ahead + 1 : 0;
      return signIn ?? lines.enrollment.shift();
    },
    remove(item) {
      for (const line of Object.values(lines)) {
        const at = line.indexOf(item);
        if (at >= 0) line.splice(at, 1);
      }
    },
    drain: () => [...lines['sign-in'].splice(0), ...lines.enrollment.splice(0)],
  };
}

/** Runs a task when fewer than the limit run; the others wait in the two lines. */
export type Gate = <R>(priority: Priority, task: () => Promise<R>) => Promise<R>;

/** @param limit tasks that run at the same time. */
export function createGate(limit: number): Gate {
  const waiting = createQueue<() => void>();
  let running = 0;
  return async (priority, task) => {
    if (running >= limit) await new Promise<void>((enter) => waiting.push(enter, priority));
    else running++;
    try {
      return await task();
    } finally {
      // The place is handed over rather than given back, so that nobody slips in between.
      const next = waiting.take();
      if (next) next();
      else running--;
    }
  };
}
