/** Workers that a test plays itself, to see which requests of a dispatcher reach them and when. */

import { VisionError } from '../../../src/vision/protocol.ts';
import type { Channel } from '../../../src/vision/workers/channel.ts';
import type { Request } from '../../../src/vision/workers/messages.ts';
import type { createDispatcher } from '../../../src/vision/workers/queues/dispatcher.ts';

/** A channel without a worker. The test answers each request, or ends the worker. */
export function fakeWorker() {
  const sent: { request: Request; answer(value: unknown): void; fail(error: Error): void }[] = [];
  let gone = false;
  const channel: Channel = {
    call: (request) =>
      new Promise((resolve, reject) => {
        sent.push({ request, answer: resolve as (value: unknown) => void, fail: reject });
      }),
    gone: () => gone,
    ended: new Promise(() => {}),
    end: async () => {},
  };
  const die = () => {
    gone = true;
    sent.at(-1)?.fail(new VisionError('unavailable', 'The vision worker is gone'));
  };
  return { channel, sent, die };
}

export const LIMITS = { queue: 4, deadlineMs: 60_000, workers: 1 };
export const settled = () => Bun.sleep(0);

/** Ignores a request: its deadline comes long after the test. */
export const leave = (request: Promise<unknown>) => void request.catch(() => {});

export function frame(mark: number) {
  return { width: 1, height: 1, data: Uint8Array.of(mark, 0, 0) };
}

export function asker(dispatcher: ReturnType<typeof createDispatcher>) {
  return {
    observe: (mark: number) =>
      dispatcher.ask('sign-in', async () => ({ request: { kind: 'observe', frame: frame(mark) } })),
    sample: (mark: number) =>
      dispatcher.ask('enrollment', async () => ({ request: { kind: 'sample', frame: frame(mark) } })),
  };
}

export function markOf(request: Request): number | string {
  if (request.kind === 'put') return request.userId;
  return 'frame' in request ? request.frame.data[0]! : request.kind;
}

export function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'answered',
    (error: unknown) => (error instanceof VisionError ? error.code : String(error)),
  );
}
