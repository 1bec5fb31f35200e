/**
 * The worker thread's entry, on Bun and on Node. It knows nothing of queues and deadlines: the client sends one
 * request at a time. An error inside a request is that request's answer and leaves the worker as it was.
 */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { type Answers, encodeError, type FromWorker, type Request, type ToWorker } from './messages.ts';
import { openStudio, type Studio } from './state.ts';

/** Answers requests until `close`. */
function serve(port: MessagePort): void {
  let studio: Studio | undefined;

  async function open(request: Extract<Request, { kind: 'open' }>): Promise<undefined> {
    studio = await openStudio(request);
  }

  async function close(): Promise<undefined> {
    await studio?.release();
    studio = undefined;
  }

  async function answer(request: Request): Promise<Answers[keyof Answers]> {
    if (request.kind === 'open') return open(request);
    if (request.kind === 'close') return close();
    if (!studio) throw new Error(`Cannot ${request.kind}: the models are not loaded`);
    switch (request.kind) {
      case 'add':
        studio.gallery.add(request.templates);
        return studio.gallery.counts();
      case 'put':
        studio.gallery.putUser(request.userId, request.templates);
        return studio.gallery.counts();
      case 'held':
        return studio.gallery.held();
      case 'observe':
        return studio.observe(request.frame, request);
      case 'sample':
        return studio.sample(request.frame);
      case 'compare':
        return studio.compare(request.templates);
      case 'identify':
        return studio.identify(request.templates);
    }
  }

  port.on('message', async ({ id, request }: ToWorker) => {
    const reply: FromWorker = await answer(request).then(
      (value) => ({ id, value }),
      (error: unknown) => ({ id, error: encodeError(error) }),
    );
    port.postMessage(reply);
    // Nothing else keeps the thread alive: with the port closed it ends by itself.
    if (request.kind === 'close') port.close();
  });
}

if (!parentPort) throw new Error('vision.worker runs in a worker thread only');
serve(parentPort);
