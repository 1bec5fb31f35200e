/**
 * The real vision worker, with a fault that a frame of a certain size triggers (`faults.ts`). Tests have no other way
 * to a worker that dies or hangs. Everything else is the product's own code.
 */
import { parentPort } from 'node:worker_threads';
import '../../../src/vision/workers/vision.worker.ts';
import type { ToWorker } from '../../../src/vision/workers/messages.ts';
import { FAULTS, HANGING_MODELS } from './faults.ts';

/** Milliseconds of a hang: longer than the deadlines of the tests, yet finite, so that the test process can end. */
const HANG_MS = process.env.FACELOGIN_TEST_WORKER ? 60_000 : 6_000;

function hang(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HANG_MS);
}

parentPort?.on('message', ({ request }: ToWorker) => {
  if (request.kind === 'open' && request.modelsDir.endsWith(HANGING_MODELS)) hang();
  if ((request.kind !== 'observe' && request.kind !== 'sample') || request.frame.height !== 7) return;
  const { width } = request.frame;
  if (width === FAULTS.throw) throw new Error('thrown by the test');
  if (width === FAULTS.exit) process.exit(3);
  if (width === FAULTS.reject) void Promise.reject(new Error('rejected by the test'));
  if (width === FAULTS.hang) hang();
});
