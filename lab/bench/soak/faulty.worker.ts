/** The vision worker of a load run: the real one, but for a picture of a certain size at which it fails. */
import { parentPort } from 'node:worker_threads';
import '../../../src/vision/workers/vision.worker.ts';
import type { ToWorker } from '../../../src/vision/workers/messages.ts';
import { DEADLY } from './fault.ts';

parentPort?.on('message', ({ request }: ToWorker) => {
  if (request.kind !== 'observe') return;
  const { width, height } = request.frame;
  if (width === DEADLY.width && height === DEADLY.height) throw new Error('a failure of the load run');
});
