/** What the main thread and the vision workers say to each other, and what the rest of the server may ask for. */
import type { Candidate, Observation } from '../biometrics/observation.ts';
import type { Alike } from '../biometrics/threshold.ts';
import type { Bar } from './recognizers/probe.ts';
import type { RecognizerId } from './recognizers/recognizer.ts';

/** Decoded pixels on their way to the worker: RGB, 3 bytes a pixel, rotated as EXIF says. Its buffer is transferred. */
export type Frame = { width: number; height: number; data: Uint8Array };

/** An encoded (not encrypted) template, as it is stored and loaded. */
export type EncodedTemplate = { recognizer: RecognizerId; version: number; bytes: Uint8Array };

/** One reference in the gallery. */
export type GalleryTemplate = EncodedTemplate & { templateId: string; userId: string };

/** An enrollment sample: the observation, and for a usable frame its templates (one a recognizer) and aligned crop. */
export type Sample = {
  observation: Observation;
  templates: EncodedTemplate[];
  /** The aligned face, RGB 112x112, for the person to look at once; never stored. */
  crop?: Uint8Array;
};

export type EngineState = 'starting' | 'ready' | 'restarting' | 'failed' | 'closed';

/** What `doctor` and the health page show. */
export type EngineStatus = {
  state: EngineState;
  recognizer: RecognizerId;
  people: number;
  templates: number;
  /** How alike the enrolled people are to each other, where enough are there to say. */
  alike?: Alike;
  queued: number;
  /** Workers that there are to be, and those that can look at faces now: with one the engine is `ready`. */
  workers: number;
  workersReady: number;
  /** Of all workers. */
  restarts: number;
  /** Milliseconds that the gallery took to load at each worker's last start, the longest of them; 0 before that. */
  galleryMs: number;
  /** Why it is not ready, or one of the workers, in plain words. */
  problem?: string;
};

/**
 * `among`: ids of the people to compare with, left out: everybody. `reference`: points of the face when it looked into the camera; a
 * frame that shows no movement from there says nothing of who moves, and is neither compared nor asked for liveness.
 * `others`: the score of the best person from which the other recognizers' templates of the frame come, too.
 */
export type ObserveOptions = {
  among?: readonly string[];
  turning?: boolean;
  bar?: Bar;
  reference?: readonly number[];
  others?: number;
};

/**
 * The vision engine as the features see it. Images are encoded bytes (JPEG, PNG or WebP).
 * Errors thrown: {@link VisionError}.
 */
export type VisionEngine = {
  /**
   * Look at one sign-in frame and search the gallery; with `among`, compare with those people only.
   * While the head is asked to turn (`turning`) a face that looks away is as good as any. `bar` is what the frame
   * has to reach where it leads to a decision: then it is compared with more care, if that matters. Goes ahead of enrollment samples in the queue.
   */
  observe(image: Uint8Array, options?: ObserveOptions): Promise<Observation>;
  /** Look at one enrollment frame and extract templates. One at a time, behind sign-in frames. */
  sample(image: Uint8Array): Promise<Sample>;
  /** Scores of every template against every other of the same recognizer, n x n, row by row. */
  compare(templates: readonly EncodedTemplate[]): Promise<Float64Array>;
  /** The people in the gallery who are most like any of these templates, best first. */
  identify(templates: readonly EncodedTemplate[]): Promise<Candidate[]>;
  /**
   * Replace everything the gallery holds of one person; an empty list drops them. No search that begins after it
   * resolved misses it, whichever worker it comes to. Survives restarts of the workers.
   */
  putUser(userId: string, templates: readonly GalleryTemplate[]): Promise<void>;
  /**
   * Who is in the gallery, and of which templates (ids in order, with commas between). Of whom the workers hold
   * different ones it says something that equals no ids. Says nothing of a worker that still reads what is stored.
   * @throws {VisionError} `unavailable` while no worker is ready, or where one ends meanwhile.
   */
  loaded(): Promise<Map<string, string>>;
  status(): EngineStatus;
  /** Finish what runs, release the models, end the workers. */
  close(): Promise<void>;
};

/**
 * - `bad-image`: the bytes are not an image that is accepted (say `reason`); a fault of the client.
 * - `busy`: the queue is full. `unavailable`: a worker failed, or none is ready; try again soon.
 */
export type VisionErrorCode = 'bad-image' | 'busy' | 'unavailable';
/** Which check an image failed; the catalogue has a text for each. */
export type ImageFault = 'empty' | 'too-large' | 'type' | 'damaged' | 'dimensions' | 'animated' | 'depth';

/** What the engine throws. `fault` is set for `bad-image`. */
export class VisionError extends Error {
  override readonly name = 'VisionError';
  constructor(
    readonly code: VisionErrorCode,
    message: string,
    readonly fault?: ImageFault,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
