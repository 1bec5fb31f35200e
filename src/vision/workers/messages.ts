/** What crosses the thread boundary: one request in at a time, one reply out. */
import type { Candidate, Observation } from '../../biometrics/observation.ts';
import type { Alike } from '../../biometrics/threshold.ts';
import type { EncodedTemplate, Frame, GalleryTemplate, ObserveOptions, Sample } from '../protocol.ts';
import type { RecognizerId } from '../recognizers/recognizer.ts';
import type { LbphBackend } from '../recognizers/registry.ts';

/**
 * What the gallery holds. `skipped`: templates of another recognizer or version, or not readable. `alike`: how alike the
 * people in it are, where there are enough.
 */
export type GalleryCounts = { people: number; templates: number; skipped: number; alike?: Alike };

/**
 * `open` comes first and once, `close` last. `add` replays the gallery in pieces, none of which
 * splits a person; `put` replaces one.
 */
export type Request =
  | {
      kind: 'open';
      modelsDir: string;
      recognizer: RecognizerId;
      customModel?: string;
      livenessDir?: string;
      lbphBackend?: LbphBackend;
    }
  | { kind: 'add'; templates: readonly GalleryTemplate[] }
  | { kind: 'put'; userId: string; templates: readonly GalleryTemplate[] }
  | { kind: 'held' }
  | ({ kind: 'observe'; frame: Frame } & ObserveOptions)
  | { kind: 'sample'; frame: Frame }
  | { kind: 'compare'; templates: readonly EncodedTemplate[] }
  | { kind: 'identify'; templates: readonly EncodedTemplate[] }
  | { kind: 'close' };

/** What each request is answered with. */
export type Answers = {
  open: undefined;
  add: GalleryCounts;
  put: GalleryCounts;
  held: Map<string, string>;
  observe: Observation;
  sample: Sample;
  compare: Float64Array;
  identify: Candidate[];
  close: undefined;
};

/** An error that is only this request's fault, as it travels: structured clones lose an error's own class. */
export type EncodedError = { name: string; message: string };

export type ToWorker = { id: number; request: Request };
export type FromWorker = { id: number; value: Answers[keyof Answers] } | { id: number; error: EncodedError };

export function encodeError(error: unknown): EncodedError {
  return error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: `${error}` };
}

/** The error again: a `RangeError` (templates that cannot be read) as such, others as plain errors of their name. */
export function decodeError({ name, message }: EncodedError): Error {
  return name === 'RangeError' ? new RangeError(message) : Object.assign(new Error(message), { name });
}
