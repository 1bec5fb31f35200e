/**
 * The real vision worker on a machine that is too slow: each frame, and the rehearsal at the start, takes six seconds, in
 * steps of a quarter of a second, or as many steps as FACELOGIN_TEST_STEPS says. Everything else is the product's own
 * code.
 */
import { parentPort } from 'node:worker_threads';
import '../../../src/vision/workers/vision.worker.ts';
import { step } from '../../../src/vision/workers/life/pulse.ts';
import type { ToWorker } from '../../../src/vision/workers/messages.ts';

const STEPS = Number(process.env.FACELOGIN_TEST_STEPS ?? 24);
const STEP_MS = 250;

parentPort?.on('message', ({ request }: ToWorker) => {
  if (!['observe', 'sample', 'rehearse'].includes(request.kind)) return;
  for (let i = 0; i < STEPS; i++) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STEP_MS);
    step();
  }
});
