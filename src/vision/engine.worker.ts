/**
 * The worker thread's entry, on Bun and on Node. It knows nothing of queues and deadlines: the client sends one
 * request at a time. An error inside a request is that request's answer and leaves the worker as it was.
 */
import { type MessagePort, parentPort } from 'node:worker_threads';
import type { Observation } from '../biometrics/observation.ts';
import { createGallery, type Gallery } from './gallery.ts';
import { type Answers, encodeError, type FromWorker, type Request, type ToWorker } from './messages.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import type { EncodedTemplate, Frame, Sample } from './protocol.ts';
import type { Recognizer } from './recognizers/recognizer.ts';
import { createRecognizer } from './recognizers/registry.ts';

/** People that a search answers with: the best, the runner-up for the margin, and one more. */
const CANDIDATES = 3;

type Parts = { pipeline: Pipeline; recognizer: Recognizer; gallery: Gallery };

async function observe({ pipeline, recognizer, gallery }: Parts, frame: Frame): Promise<Observation> {
  const { observation, aligned } = await pipeline.look(frame);
  if (observation.problem || !aligned) return observation;
  return { ...observation, candidates: gallery.search(await recognizer.extract(aligned), CANDIDATES) };
}

async function sample({ pipeline, recognizer }: Parts, frame: Frame): Promise<Sample> {
  const { observation, aligned } = await pipeline.look(frame);
  if (observation.problem || !aligned) return { observation, templates: [] };
  const bytes = recognizer.encode(await recognizer.extract(aligned));
  const template = { recognizer: recognizer.id, version: recognizer.version, bytes };
  return { observation, templates: [template], crop: aligned.data };
}

/** n x n scores, row by row. @throws {RangeError} for a template of another recognizer or version, or not readable. */
function compare({ recognizer }: Parts, templates: readonly EncodedTemplate[]): Float64Array {
  const references = templates.map(({ recognizer: id, version, bytes }) => {
    if (id !== recognizer.id || version !== recognizer.version) {
      throw new RangeError(`Cannot compare a template of ${id} ${version} by ${recognizer.id} ${recognizer.version}`);
    }
    return recognizer.decode(bytes);
  });
  const scores = new Float64Array(references.length ** 2);
  for (const [row, probe] of references.entries()) {
    scores.set(recognizer.compareAll(probe, references), row * references.length);
  }
  return scores;
}

/** Answers requests until `close`. */
function serve(port: MessagePort): void {
  let parts: Parts | undefined;

  async function open({ modelsDir, recognizer: id }: Extract<Request, { kind: 'open' }>): Promise<undefined> {
    const recognizer = createRecognizer(id);
    parts = { pipeline: await openPipeline(modelsDir), recognizer, gallery: createGallery(recognizer) };
  }

  async function close(): Promise<undefined> {
    await parts?.pipeline.release();
    parts = undefined;
  }

  async function answer(request: Request): Promise<Answers[keyof Answers]> {
    if (request.kind === 'open') return open(request);
    if (request.kind === 'close') return close();
    if (!parts) throw new Error(`Cannot ${request.kind}: the models are not loaded`);
    switch (request.kind) {
      case 'add':
        parts.gallery.add(request.templates);
        return parts.gallery.counts();
      case 'put':
        parts.gallery.putUser(request.userId, request.templates);
        return parts.gallery.counts();
      case 'observe':
        return observe(parts, request.frame);
      case 'sample':
        return sample(parts, request.frame);
      case 'compare':
        return compare(parts, request.templates);
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

if (!parentPort) throw new Error('engine.worker runs in a worker thread only');
serve(parentPort);
