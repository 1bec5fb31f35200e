/** The messages between the main thread and a worker: one request at a time, one reply to each. */
import type { Candidate, Observation } from '../../biometrics/observation.ts';
import type { Alike } from '../../biometrics/threshold.ts';
import type {
  EncodedTemplate,
  FacesOptions,
  FoundFace,
  Frame,
  GalleryTemplate,
  ObserveOptions,
  Sample,
} from '../protocol.ts';
import type { RecognizerId } from '../recognizers/recognizer.ts';
import type { LbphBackend } from '../recognizers/registry.ts';

/**
 * How many people and templates the gallery has. `subjects`: people without a way in, not counted in `people`. `skipped`: templates of another recognizer or version, and unreadable
 * ones. `alike`: how alike the people in it are, if there are enough people.
 */
export type GalleryCounts = { people: number; templates: number; skipped: number; subjects?: number; alike?: Alike };

/**
 * `open` comes first and once, `close` last. `add` loads one batch of the gallery, with all templates of each person in
 * it. `put` replaces the templates of one person. `liveness` opens the liveness networks of a folder, or none. `held`
 * asks for the template ids of each person. `rehearse` does all the work of a frame once, on a grey picture, and answers
 * how many milliseconds it took.
 */
export type Request =
  | {
      kind: 'open';
      modelsDir: string;
      recognizer: RecognizerId;
      customModel?: string;
      livenessDir?: string;
      mesh?: boolean;
      lbphBackend?: LbphBackend;
    }
  | { kind: 'add'; templates: readonly GalleryTemplate[] }
  | { kind: 'put'; userId: string; templates: readonly GalleryTemplate[] }
  | { kind: 'liveness'; livenessDir: string }
  | { kind: 'held' }
  | { kind: 'rehearse' }
  | ({ kind: 'observe'; frame: Frame } & ObserveOptions)
  | { kind: 'sample'; frame: Frame }
  | ({ kind: 'faces'; frame: Frame } & FacesOptions)
  | { kind: 'compare'; templates: readonly EncodedTemplate[] }
  | ({ kind: 'identify'; templates: readonly EncodedTemplate[] } & Pick<FacesOptions, 'among' | 'top'>)
  | { kind: 'close' };

/** The requests that any worker may answer. The engine sends all others to particular workers. */
export type SharedRequest = Extract<Request, { kind: 'observe' | 'sample' | 'faces' | 'compare' | 'identify' }>;

/** The answer to each kind of request. */
export type Answers = {
  open: undefined;
  add: GalleryCounts;
  put: GalleryCounts;
  liveness: undefined;
  held: Map<string, string>;
  rehearse: number;
  observe: Observation;
  sample: Sample;
  faces: FoundFace[];
  compare: Float64Array;
  identify: Candidate[];
  close: undefined;
};

/** An error that concerns this request alone, as a plain object: a structured clone loses the class of an error. */
export type EncodedError = { name: string; message: string };

export type ToWorker = { id: number; request: Request };
export type FromWorker = { id: number; value: Answers[keyof Answers] } | { id: number; error: EncodedError };

export function encodeError(error: unknown): EncodedError {
  return error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: `${error}` };
}

/**
 * The error as it was thrown: a `RangeError` (unreadable templates) with its class, others as plain errors with their
 * name.
 */
export function decodeError({ name, message }: EncodedError): Error {
  return name === 'RangeError' ? new RangeError(message) : Object.assign(new Error(message), { name });
}
