/** One worker thread and the line to it: a request at a time, each with a deadline. */
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { VisionError } from '../protocol.ts';
import { type Answers, decodeError, type FromWorker, type Request, type ToWorker } from './messages.ts';

export type Link = {
  /**
   * Sends a request and waits for its answer. Only one at a time.
   * @param deadlineMs after which the worker counts as silent.
   * @param transfer buffers that move to the worker.
   * @throws {VisionError} `unavailable` when the worker ends or falls silent before it answers, or already has.
   * @throws {Error} what the worker answered.
   */
  call<R extends Request>(request: R, deadlineMs: number, transfer?: ArrayBuffer[]): Promise<Answers[R['kind']]>;
  /** Whether the thread has ended. */
  gone(): boolean;
  /** Settles, with the reason, when the thread has ended. */
  readonly ended: Promise<string>;
  /**
   * Waits for what runs, has the models released and the thread end by itself. One that does not within the limit is
   * left alone, since it may be in the middle of inference, and no longer keeps the process alive.
   */
  end(limitMs: number): Promise<void>;
};

type Call = {
  id: number;
  kind: Request['kind'];
  resolve(value: unknown): void;
  reject(error: Error): void;
  timer?: NodeJS.Timeout;
};

/**
 * After a deadline the answer may already lie in the inbox, where the main thread itself was held up: it gets this
 * long to be read before the worker is given up.
 */
const GRACE_MS = 250;

/** The calls of one worker: at most one is open. */
function createCalls(onSilent: (kind: Request['kind']) => void) {
  let current: Call | undefined;
  let lastId = 0;

  function finish(settle: (call: Call) => void): void {
    const call = current;
    current = undefined;
    clearTimeout(call?.timer);
    if (call) settle(call);
  }

  function silent(): void {
    const kind = current?.kind;
    finish(({ reject }) => reject(new VisionError('unavailable', `The vision worker does not answer (${kind})`)));
    if (kind) onSilent(kind);
  }

  return {
    begin(call: Omit<Call, 'id' | 'timer'>, deadlineMs: number): number {
      const begun: Call = { ...call, id: ++lastId };
      begun.timer = setTimeout(() => {
        begun.timer = setTimeout(silent, GRACE_MS);
      }, deadlineMs);
      current = begun;
      return begun.id;
    },
    /** An answer that comes after its deadline finds nobody waiting. */
    answered(reply: FromWorker): void {
      if (reply.id !== current?.id) return;
      finish(({ resolve, reject }) => ('error' in reply ? reject(decodeError(reply.error)) : resolve(reply.value)));
    },
    failed: (error: Error) => finish(({ reject }) => reject(error)),
  };
}

/** The thread's end as a promise: the error it died of, or its exit code. */
function endOf(worker: Worker): Promise<string> {
  let lastError = '';
  worker.on('error', (error: Error) => {
    lastError = error.message;
  });
  return new Promise((resolve) => {
    worker.on('exit', (code) => resolve(lastError || `it ended with code ${code}`));
  });
}

/**
 * Starts the worker.
 * @param onSilent the worker has not answered in time. It is still there and must not be terminated: ending a thread
 * in the middle of inference aborts the whole process.
 */
export function openLink(workerUrl: URL, onSilent: (kind: Request['kind']) => void): Link {
  const worker = new Worker(workerUrl);
  const calls = createCalls(onSilent);
  const ended = endOf(worker);
  let gone = false;
  let running: Promise<unknown> = Promise.resolve();
  worker.on('message', calls.answered);
  worker.on('exit', () => {
    gone = true;
  });
  void ended.then((reason) => calls.failed(new VisionError('unavailable', `The vision worker is gone: ${reason}`)));

  const call: Link['call'] = (request, deadlineMs, transfer = []) => {
    if (gone) return Promise.reject(new VisionError('unavailable', 'The vision worker is gone'));
    const answer = new Promise<Answers[(typeof request)['kind']]>((resolve, reject) => {
      const id = calls.begin({ kind: request.kind, resolve: resolve as Call['resolve'], reject }, deadlineMs);
      worker.postMessage({ id, request } satisfies ToWorker, transfer);
    });
    running = answer.catch(() => {});
    return answer;
  };

  return {
    call,
    gone: () => gone,
    ended,
    async end(limitMs) {
      const ending = running
        .then(() => call({ kind: 'close' }, limitMs))
        .catch(() => {})
        .then(() => ended);
      await Promise.race([ending, delay(limitMs, undefined, { ref: false })]);
      calls.failed(new VisionError('unavailable', 'The vision engine is closed'));
      worker.unref();
    },
  };
}
