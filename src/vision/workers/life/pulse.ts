/**
 * The pulse of a worker thread: a number in shared memory that grows with every step of the work, such as one network
 * that ran. By it the main thread tells a slow worker, which goes on, from a hung one, which does not.
 */

import { workerData } from 'node:worker_threads';

/** What a worker gets at its start. */
export type WorkerData = { pulse: SharedArrayBuffer };

/** The main thread's view of a worker's pulse. */
export type Pulse = { readonly shared: SharedArrayBuffer; steps(): number };

/** Makes the memory that both threads share. */
export function createPulse(): Pulse {
  const shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const count = new Int32Array(shared);
  return { shared, steps: () => Atomics.load(count, 0) };
}

/** This thread's own pulse. Undefined outside of a vision worker: nobody watches there. */
const shared = (workerData as Partial<WorkerData> | null)?.pulse;
const own = shared && new Int32Array(shared);

/** Says that the work goes on. Call it between any two parts of it that take a while. */
export function step(): void {
  if (own) Atomics.add(own, 0, 1);
}

/** Looks at a pulse in a time without a step, after the last of which the worker counts as hung. */
const LOOKS = 10;

/**
 * Watches a pulse until it stands still for that long. It counts looks and not only time: while the whole process is
 * held up (a suspended machine, a busy main thread), the worker is not to blame.
 * @param onHung is called once. @returns how to stop watching.
 */
export function watchPulse(pulse: Pulse, hangMs: number, onHung: () => void): () => void {
  let [seen, still] = [pulse.steps(), 0];
  const timer = setInterval(() => {
    const now = pulse.steps();
    still = now === seen ? still + 1 : 0;
    seen = now;
    if (still < LOOKS) return;
    clearInterval(timer);
    onHung();
  }, hangMs / LOOKS);
  return () => clearInterval(timer);
}
