/** A desk whose workers are held by hand, for tests of what reaches them and when. */

import { VisionError } from '../../../src/vision/protocol.ts';
import type { Link } from '../../../src/vision/workers/channel.ts';
import type { createDesk } from '../../../src/vision/workers/dispatcher.ts';
import type { Request } from '../../../src/vision/workers/messages.ts';

/** The line to a worker, held by hand: the test answers each request, or lets the worker die. */
export function handheld() {
  const sent: { request: Request; answer(value: unknown): void; fail(error: Error): void }[] = [];
  let gone = false;
  const link: Link = {
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
  return { link, sent, die };
}

export const LIMITS = { queue: 4, deadlineMs: 60_000, workers: 1 };
export const settled = () => Bun.sleep(0);

/** A request that nobody waits for: its deadline comes when the test is long over. */
export const leave = (request: Promise<unknown>) => void request.catch(() => {});

export function frame(mark: number) {
  return { width: 1, height: 1, data: Uint8Array.of(mark, 0, 0) };
}

export function asker(desk: ReturnType<typeof createDesk>) {
  return {
    observe: (mark: number) => desk.ask('sign-in', async () => ({ request: { kind: 'observe', frame: frame(mark) } })),
    sample: (mark: number) => desk.ask('enrollment', async () => ({ request: { kind: 'sample', frame: frame(mark) } })),
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
