/** A queue of two lines: sign-in goes ahead of enrollment, but enrollment never waits for ever. */

export type Priority = 'sign-in' | 'enrollment';

export type Queue<T> = {
  push(item: T, priority: Priority): void;
  /** Takes the next item out. @returns undefined when the queue is empty. */
  take(): T | undefined;
  /** Takes this item out, wherever it is. */
  remove(item: T): void;
  /** Takes all items out: sign-in first, each line in its order. */
  drain(): T[];
};

/**
 * At most this many sign-in frames go ahead of a waiting enrollment frame. Without this limit an overloaded server
 * enrolls nobody. A clip has 24 frames: with 40 sign-in frames a second it takes five seconds.
 */
const AHEAD = 8;

/** An empty queue. Each line is first in, first out. */
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

/** Runs a task as soon as fewer tasks than the limit run. Until then it waits in a {@link Queue}. */
export type Gate = <R>(priority: Priority, task: () => Promise<R>) => Promise<R>;

/** @param limit how many tasks run at the same time. */
export function createGate(limit: number): Gate {
  const waiting = createQueue<() => void>();
  let running = 0;
  return async (priority, task) => {
    if (running >= limit) await new Promise<void>((enter) => waiting.push(enter, priority));
    else running++;
    try {
      return await task();
    } finally {
      // The next task takes over this place directly, so that no new task can take it in between.
      const next = waiting.take();
      if (next) next();
      else running--;
    }
  };
}
