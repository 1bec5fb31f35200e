/**
 * The entry of the worker thread, on Bun and on Node. It knows no queues: the main thread sends one request at a time,
 * and watches its pulse meanwhile. An error in a request becomes the answer to that request and changes nothing else.
 */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { step } from './life/pulse.ts';
import { type Answers, encodeError, type FromWorker, type Request, type ToWorker } from './messages.ts';
import { openWorkerState, type WorkerState } from './state.ts';

type Answer = Answers[keyof Answers];

/** Answers a request that needs the models. */
async function answerWith(state: WorkerState, request: Exclude<Request, { kind: 'open' | 'close' }>): Promise<Answer> {
  switch (request.kind) {
    case 'liveness':
      await state.useLiveness(request.livenessDir);
      return undefined;
    case 'add':
      state.gallery.add(request.templates);
      return state.gallery.counts();
    case 'put':
      state.gallery.putUser(request.userId, request.templates);
      return state.gallery.counts();
    case 'held':
      return state.gallery.templateIds();
    case 'rehearse':
      return state.rehearse();
    case 'observe':
      return state.observe(request.frame, request);
    case 'sample':
      return state.sample(request.frame);
    case 'faces':
      return state.faces(request.frame, request);
    case 'compare':
      return state.compare(request.templates);
    case 'identify':
      return state.identify(request.templates, request);
  }
}

/** Answers requests until `close`. */
function serve(port: MessagePort): void {
  let state: WorkerState | undefined;

  async function answer(request: Request): Promise<Answer> {
    if (request.kind === 'open') {
      state = await openWorkerState(request);
      return undefined;
    }
    if (request.kind === 'close') {
      await state?.release();
      state = undefined;
      return undefined;
    }
    if (!state) throw new Error(`Cannot ${request.kind}: the models are not loaded`);
    return answerWith(state, request);
  }

  port.on('message', async ({ id, request }: ToWorker) => {
    step();
    const reply: FromWorker = await answer(request).then(
      (value) => ({ id, value }),
      (error: unknown) => ({ id, error: encodeError(error) }),
    );
    port.postMessage(reply);
    // Only the open port keeps the thread alive, so the thread now ends by itself.
    if (request.kind === 'close') port.close();
  });
}

if (!parentPort) throw new Error('vision.worker runs in a worker thread only');
serve(parentPort);
