/** How many requests the engine admits at a time. */

import { VisionError } from '../../protocol.ts';

/** @param limit of requests that are admitted and not yet answered. */
export function createAdmission(limit: number) {
  let pending = 0;
  let refusal: string | undefined;

  /** @throws {VisionError} `unavailable` after `close`. */
  function checkOpen(): void {
    if (refusal) throw new VisionError('unavailable', refusal);
  }

  return {
    checkOpen,
    closed: () => refusal !== undefined,
    close(reason: string): void {
      refusal = reason;
    },
    pending: () => pending,
    /** Runs the work of one request. @throws {VisionError} `busy` at the limit, `unavailable` after `close`. */
    async admit<Answer>(work: () => Promise<Answer>): Promise<Answer> {
      checkOpen();
      if (pending >= limit) throw new VisionError('busy', 'The vision queue is full');
      pending++;
      try {
        return await work();
      } finally {
        pending--;
      }
    },
  };
}
