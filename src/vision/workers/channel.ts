/**
 * One worker thread and the channel to it: one request at a time. A request may take as long as the worker goes on
 * (`pulse.ts`).
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { VisionError } from '../protocol.ts';
import { createPulse, type Pulse, type WorkerData, watchPulse } from './life/pulse.ts';
import { type Answers, decodeError, type FromWorker, type Request, type ToWorker } from './messages.ts';

export type Channel = {
  /**
   * Sends a request and waits for its answer. Only one may be open at a time.
   * @param transfer buffers that move to the worker.
   * @throws {VisionError} `unavailable` when the worker ends or hangs before it answers, or has ended already.
   * @throws {Error} the error that the worker answered.
   */
  call<R extends Request>(request: R, transfer?: ArrayBuffer[]): Promise<Answers[R['kind']]>;
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
  unwatch?: () => void;
};

export type ChannelOptions = {
  /** Milliseconds without a step of the worker after which it counts as hung. */
  hangMs: number;
  /** The thread still runs, and nobody may terminate it: terminating one in the middle of inference aborts the process. */
  onHung(kind: Request['kind']): void;
};

/** The calls of one worker: at most one is open. */
function createCalls(pulse: Pulse, { hangMs, onHung }: ChannelOptions) {
  let current: Call | undefined;
  let lastId = 0;

  function finish(settle: (call: Call) => void): void {
    const call = current;
    current = undefined;
    call?.unwatch?.();
    if (call) settle(call);
  }

  function hung(): void {
    const kind = current?.kind;
    finish(({ reject }) => reject(new VisionError('unavailable', `The vision worker does not answer (${kind})`)));
    if (kind) onHung(kind);
  }

  return {
    begin(call: Omit<Call, 'id' | 'unwatch'>): number {
      current = { ...call, id: ++lastId, unwatch: watchPulse(pulse, hangMs, hung) };
      return current.id;
    },
    /** Ignores an answer that comes after the worker was given up. */
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

/** Starts the worker. */
export function openChannel(workerUrl: URL, options: ChannelOptions): Channel {
  const pulse = createPulse();
  const worker = new Worker(workerUrl, { workerData: { pulse: pulse.shared } satisfies WorkerData });
  const calls = createCalls(pulse, options);
  const ended = endOf(worker);
  let gone = false;
  let running: Promise<unknown> = Promise.resolve();
  worker.on('message', calls.answered);
  worker.on('exit', () => {
    gone = true;
  });
  void ended.then((reason) => calls.failed(new VisionError('unavailable', `The vision worker is gone: ${reason}`)));

  const call: Channel['call'] = (request, transfer = []) => {
    if (gone) return Promise.reject(new VisionError('unavailable', 'The vision worker is gone'));
    const answer = new Promise<Answers[(typeof request)['kind']]>((resolve, reject) => {
      const id = calls.begin({ kind: request.kind, resolve: resolve as Call['resolve'], reject });
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
        .then(() => call({ kind: 'close' }))
        .catch(() => {})
        .then(() => ended);
      await Promise.race([ending, delay(limitMs, undefined, { ref: false })]);
      calls.failed(new VisionError('unavailable', 'The vision engine is closed'));
      worker.unref();
    },
  };
}
