/**
 * Sends what is due. Each webhook has a line of its own, so that one dead receiver delays no other one. Several servers on
 * one database share the work: each claims the rows that it sends.
 */
import { isDatabaseAway } from '../db/errors.ts';
import { causeOf, createTally, type Tally } from '../log.ts';
import { claim, dueWebhooks } from './deliveries.store.ts';
import { ANSWER_MS } from './post.ts';
import { openSecrets } from './secrets.ts';
import { deliver, type SendDeps } from './send.ts';
import { findWebhook } from './webhooks.store.ts';

const LOOK_MS = 1_000;
/** Deliveries of one webhook at the same time. */
const BATCH = 5;
/** Milliseconds that a claimed delivery belongs to its server: longer than a receiver has, and two statements. */
const LEASE_MS = 2 * ANSWER_MS;

/** Sends what is due for one webhook, batch by batch. */
async function sendFor(deps: SendDeps, webhookId: string, stop: AbortSignal): Promise<void> {
  const { db, clock } = deps;
  while (!stop.aborted) {
    const webhook = await findWebhook(db, webhookId);
    if (!webhook) return;
    const now = clock();
    const secrets = await openSecrets(deps, webhookId, now);
    const rows = await claim(db, { webhookId, now, leaseMs: LEASE_MS, most: BATCH });
    if (rows.length === 0) return;
    const ends = await Promise.allSettled(rows.map((row) => deliver(deps, { webhook, secrets, stop }, row)));
    const broken = ends.find((end) => end.status === 'rejected');
    if (broken) throw broken.reason;
  }
}

/** Requests say already where the database is away. */
function warnOf(tally: Tally) {
  return (error: unknown): void => {
    if (isDatabaseAway(error)) return;
    const message = 'Cannot send to webhooks';
    tally('error', message, message, { cause: causeOf(error) });
  };
}

export type Sender = {
  /** Sends what is due now, and resolves when it is done. A webhook that is busy goes on by itself. */
  look(): Promise<void>;
  /** Breaks off what is on its way, and leaves it to the next start. */
  stop(): Promise<void>;
};

export function createSender(deps: SendDeps): Sender {
  const stopping = new AbortController();
  const busy = new Map<string, Promise<void>>();
  const warn = warnOf(createTally(deps.log));

  function begin(id: string): Promise<void> {
    const line = sendFor(deps, id, stopping.signal)
      .catch(warn)
      .finally(() => busy.delete(id));
    busy.set(id, line);
    return line;
  }

  return {
    async look() {
      const due = await dueWebhooks(deps.db, deps.clock());
      if (stopping.signal.aborted) return;
      await Promise.all(due.filter((id) => !busy.has(id)).map(begin));
    },
    async stop() {
      stopping.abort();
      await Promise.all(busy.values());
    },
  };
}

/** Looks once a second. @returns how to stop. */
export function keepSending(deps: SendDeps): () => Promise<void> {
  const sender = createSender(deps);
  const warn = warnOf(createTally(deps.log));
  let looking: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    // A look waits for slow receivers; the next one is for the others.
    looking = sender.look().catch(warn);
  }, LOOK_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await sender.stop();
    await looking;
  };
}
