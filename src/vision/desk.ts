/** Requests on their way to the worker: admitted or refused, waiting in order, sent one at a time. */
import type { Link } from './link.ts';
import type { Answers, GalleryCounts, Request } from './messages.ts';
import { type GalleryTemplate, VisionError } from './protocol.ts';
import { createQueue, type Priority } from './queue.ts';

/** What people ask for; the rest of the requests is the engine's own. */
export type Asked = Extract<Request, { kind: 'observe' | 'sample' | 'compare' | 'identify' | 'score' | 'held' }>;
export type Prepared<R extends Asked> = { request: R; transfer?: ArrayBuffer[] };

export type Desk = {
  /**
   * Prepares a request (decodes its image), queues it and answers it.
   * @throws {VisionError} `busy` at once when the desk is full, or after the deadline when others took all the time;
   * `unavailable` when the worker is not there in time or fails.
   */
  ask<R extends Asked>(priority: Priority, prepare: () => Promise<Prepared<R>>): Promise<Answers[R['kind']]>;
  /** See `VisionEngine.putUser`. Goes ahead of everything else. */
  put(userId: string, templates: readonly GalleryTemplate[]): Promise<void>;
  /** The worker is ready, or (undefined) gone: what waits goes on waiting for the next one. */
  use(link: Link | undefined): void;
  /** Refuses all that waits and all that comes. */
  dismiss(reason: string): void;
  /** Requests admitted and not yet answered. */
  held(): number;
  counts: GalleryCounts;
};

type Job = Prepared<Asked> & {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  timer: NodeJS.Timeout;
};
type Put = { templates: readonly GalleryTemplate[]; done(): void };

/** What a caller may see: its own fault as it is, anything else as `unavailable`. */
function asVisionError(error: unknown): Error {
  if (error instanceof VisionError || error instanceof RangeError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new VisionError('unavailable', `The vision worker failed: ${why}`, undefined, { cause: error });
}

/** People whose references changed, the last change of each, until the worker has them. */
function createPuts() {
  const waiting = new Map<string, Put>();
  return {
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
    /** Callers need not wait where no search can come before the change. */
    release: () => {
      for (const { done } of waiting.values()) done();
    },
    clear: () => waiting.clear(),
    /** Sends the next one. Undefined: there is none. */
    send(link: Link, deadlineMs: number, onCounts: (counts: GalleryCounts) => void): Promise<void> | undefined {
      const [next] = waiting;
      if (!next) return undefined;
      const [userId, put] = next;
      waiting.delete(userId);
      const lost = () => {
        // A worker that died took the change with it; a newer change of the same person has its place already.
        if (link.gone() && !waiting.has(userId)) waiting.set(userId, put);
      };
      const call = link.call({ kind: 'put', userId, templates: put.templates }, deadlineMs);
      return call.then(onCounts, lost).then(put.done);
    },
  };
}

/** @param limits.queue requests held at most. @param limits.deadlineMs for waiting, and again for the worker's answer.
 * @param onWorked told how long the worker took for each.
 */
export function createDesk(
  limits: { queue: number; deadlineMs: number },
  onWorked: (kind: Asked['kind'], milliseconds: number) => void = () => {},
): Desk {
  const { deadlineMs } = limits;
  const jobs = createQueue<Job>();
  const puts = createPuts();
  let link: Link | undefined;
  let running = false;
  let held = 0;
  let refusal: string | undefined;

  function sendJob(to: Link): Promise<void> | undefined {
    const job = jobs.take();
    if (!job) return undefined;
    clearTimeout(job.timer);
    const sent = performance.now();
    const answer = to.call(job.request, deadlineMs, job.transfer);
    const worked = () => onWorked(job.request.kind, performance.now() - sent);
    answer.then(worked, worked);
    return answer.then(job.resolve, (error: unknown) => job.reject(asVisionError(error)));
  }

  function next(): void {
    if (running || !link || link.gone()) return;
    const onCounts = (counts: GalleryCounts) => {
      desk.counts = counts;
    };
    const sent = puts.send(link, deadlineMs, onCounts) ?? sendJob(link);
    if (!sent) return;
    running = true;
    void sent.finally(() => {
      running = false;
      next();
    });
  }

  function enqueue<R extends Asked>(prepared: Prepared<R>, priority: Priority): Promise<Answers[R['kind']]> {
    return new Promise((resolve, reject) => {
      if (refusal) return reject(new VisionError('unavailable', refusal));
      const job: Job = {
        ...prepared,
        resolve: resolve as Job['resolve'],
        reject,
        timer: setTimeout(expire, deadlineMs),
      };
      function expire() {
        jobs.remove(job);
        const busy = new VisionError('busy', 'The vision worker has too much to do');
        reject(link ? busy : new VisionError('unavailable', 'The vision worker is not ready'));
      }
      jobs.push(job, priority);
      next();
    });
  }

  const desk: Desk = {
    counts: { people: 0, templates: 0, skipped: 0 },
    held: () => held,
    async ask(priority, prepare) {
      if (refusal) throw new VisionError('unavailable', refusal);
      if (held >= limits.queue) throw new VisionError('busy', 'The vision queue is full');
      held++;
      try {
        return await enqueue(await prepare(), priority);
      } finally {
        held--;
      }
    },
    async put(userId, templates) {
      // Without a worker there is no gallery; the next process reads what is stored.
      if (refusal) return;
      const done = puts.add(userId, templates);
      if (!link) puts.release();
      next();
      await done;
    },
    use(worker) {
      link = worker;
      if (!link) puts.release();
      next();
    },
    dismiss(reason) {
      refusal = reason;
      puts.release();
      puts.clear();
      for (const { timer, reject } of jobs.drain()) {
        clearTimeout(timer);
        reject(new VisionError('unavailable', reason));
      }
    },
  };
  return desk;
}
