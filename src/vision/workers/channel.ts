/** One worker thread and the channel to it: one request at a time, each with a deadline. */
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { VisionError } from '../protocol.ts';
import { type Answers, decodeError, type FromWorker, type Request, type ToWorker } from './messages.ts';

export type Channel = {
  /**
   * Sends a request and waits for its answer. Only one may be open at a time.
   * @param deadlineMs the worker counts as silent after this long.
   * @param transfer buffers that move to the worker.
   * @throws {VisionError} `unavailable` when the worker ends or falls silent before it answers, or has ended already.
   * @throws {Error} the error that the worker answered.
   */
  call<R extends Request>(request: R, deadlineMs: number, transfer?: ArrayBuffer[]): Promise<Answers[R['kind']]>;
  /** Whether the thread has ended. */
  gone(): boolean;
  /** Resolves with the reason when the thread has ended. */
  readonly ended: Promise<string>;
  /**
   * Waits for the running request, has the worker release the models, and lets the thread end by itself. A thread that
   * does not end within the limit stays, since it may be in the middle of inference; it no longer keeps the process
   * alive.
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
 * If the main thread was blocked, the answer may already be in its inbox when the deadline passes. The main thread has
 * this long to read it before it gives the worker up.
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
    /** Ignores an answer that comes after its deadline. */
    answered(reply: FromWorker): void {
      if (reply.id !== current?.id) return;
      finish(({ resolve, reject }) => ('error' in reply ? reject(decodeError(reply.error)) : resolve(reply.value)));
    },
    failed: (error: Error) => finish(({ reject }) => reject(error)),
  };
}

/** Resolves when the thread ends, with the error that ended it or with its exit code. */
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
 * @param onSilent the worker did not answer in time. The thread still runs, and nobody may terminate it: terminating a
 * thread in the middle of inference aborts the whole process.
 */
export function openChannel(workerUrl: URL, onSilent: (kind: Request['kind']) => void): Channel {
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

  const call: Channel['call'] = (request, deadlineMs, transfer = []) => {
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
