/** The types that the main thread and the vision workers share, and the vision engine for the rest of the server. */
import type { Candidate, Observation } from '../biometrics/observation.ts';
import type { Alike } from '../biometrics/threshold.ts';
import type { Bar } from './recognizers/probe.ts';
import type { RecognizerId } from './recognizers/recognizer.ts';

/**
 * Decoded pixels for the worker: RGB, 3 bytes a pixel, rotated as EXIF says. The buffer is transferred. `scale`: pixels
 * of the picture for one of the frame; absent: 1.
 */
export type Frame = { width: number; height: number; data: Uint8Array; scale?: number };

/** An encoded template. It is not encrypted. */
export type EncodedTemplate = { recognizer: RecognizerId; version: number; bytes: Uint8Array };

/** One reference in the gallery. `subject`: the person has no way in, and no sign-in compares with them. */
export type GalleryTemplate = EncodedTemplate & { templateId: string; userId: string; subject?: boolean };

/**
 * An enrollment sample: the observation and, for a usable frame, one template of each recognizer and the aligned face.
 */
export type Sample = {
  observation: Observation;
  templates: EncodedTemplate[];
  /** The aligned face, RGB 112x112. The person sees it once; it is never stored. */
  crop?: Uint8Array;
};

export type EngineState = 'starting' | 'ready' | 'restarting' | 'failed' | 'closed';

/** The status for `doctor` and the health page. */
export type EngineStatus = {
  state: EngineState;
  recognizer: RecognizerId;
  people: number;
  templates: number;
  /** People without a way in, whom only programs search. */
  subjects?: number;
  /** How alike the enrolled people are to each other, if there are enough of them. */
  alike?: Alike;
  queued: number;
  /** Number of workers, and how many of them are ready. With one the engine is `ready`. */
  workers: number;
  workersReady: number;
  /** Of all workers. */
  restarts: number;
  /** Milliseconds that the gallery took to load at the last start of a worker, the longest of all; 0 before that. */
  galleryMs: number;
  /** Milliseconds that a worker takes for a frame with a face: lately, or in the rehearsal at its start; 0 before that. */
  frameMs: number;
  /** Why the engine or one of its workers is not ready, in plain words. */
  problem?: string;
};

/**
 * `among`: ids of the people to compare with; default: everybody. `turning`: the challenge asks for a movement, so a
 * face may look away. `bar`: what the frame must reach if it leads to a decision. Then the comparison is more careful,
 * if that matters. `reference`: points of the face when it looked into the camera. A frame without a movement from
 * there does not show who moves, so it gets no comparison and no liveness check. `others`: if the best person scores as
 * much, the other recognizers' templates of the frame come with the observation. `kiosk`: of several faces the nearest
 * one counts, people without a way in are found, too, and the frame goes behind sign-in frames. `mesh`: the points of
 * lids and lips come with the face.
 */
export type ObserveOptions = {
  among?: readonly string[];
  turning?: boolean;
  bar?: Bar;
  reference?: readonly number[];
  others?: number;
  kiosk?: true;
  mesh?: boolean;
};

/** Whom the faces of a picture are compared with: those who can sign in, those without a way in, or these alone. */
export type Among = { people?: boolean; subjects?: boolean; ids?: readonly string[] };

/**
 * `among`: default: nobody. `top`: people for each face, 3 by default. `most`: faces, the largest first, 20 by default.
 * `least`: score of the detector, 0 to 1. `templates`: they come along.
 */
export type FacesOptions = { among?: Among; top?: number; most?: number; least?: number; templates?: boolean };

/** One of the faces of a picture. Places and sizes are in pixels of the upright picture, not of the frame. */
export type FoundFace = { observation: Observation; templates: EncodedTemplate[] };

/**
 * The vision engine as the features see it. Images are encoded bytes (JPEG, PNG or WebP).
 * Errors thrown: {@link VisionError}.
 */
export type VisionEngine = {
  /**
   * Looks at one sign-in frame and searches the gallery; with `among`, it compares with those people only. It goes
   * ahead of enrollment samples in the queue.
   */
  observe(image: Uint8Array, options?: ObserveOptions): Promise<Observation>;
  /** Looks at one enrollment frame and makes templates. It goes behind sign-in frames. */
  sample(image: Uint8Array): Promise<Sample>;
  /**
   * Looks at every face of a program's picture, which may be larger than a frame. It goes behind sign-in frames.
   * @param bytes size of the picture, at most.
   */
  faces(image: Uint8Array, options: FacesOptions, bytes: number): Promise<FoundFace[]>;
  /** Scores of every template against every other of the same recognizer, n x n, row by row. */
  compare(templates: readonly EncodedTemplate[]): Promise<Float64Array>;
  /**
   * The people in the gallery who are most like any of these templates, best first.
   * @param search default: 3 of those who can sign in.
   */
  identify(templates: readonly EncodedTemplate[], search?: Pick<FacesOptions, 'among' | 'top'>): Promise<Candidate[]>;
  /**
   * Replaces all templates of one person in the gallery; an empty list drops the person. Every search that begins after
   * it has resolved uses the change, in whichever worker. The change survives restarts of the workers.
   */
  putUser(userId: string, templates: readonly GalleryTemplate[]): Promise<void>;
  /**
   * The template ids of each person in the gallery, in order, with commas between. When the workers differ on a person,
   * the value equals no ids. It leaves out a worker that still loads its gallery.
   * @throws {VisionError} `unavailable` while no worker is ready, or when one ends before it answers.
   */
  loaded(): Promise<Map<string, string>>;
  /**
   * Every worker looks for life with the networks of this folder from now on, or with none. Resolves when every running
   * worker does; one that starts later does, too.
   * @throws {Error} of a worker that cannot open them. It goes on with those that it has.
   */
  useLiveness(folder: string | undefined): Promise<void>;
  status(): EngineStatus;
  /** Finishes the running requests, releases the models and ends the workers. */
  close(): Promise<void>;
};

/**
 * - `bad-image`: the bytes are not an accepted image (see `fault`). It is an error of the client.
 * - `busy`: the queue is full. `unavailable`: a worker failed, or none is ready. Try again soon.
 */
export type VisionErrorCode = 'bad-image' | 'busy' | 'unavailable';
/** Which check an image failed; the catalogue has a text for each. */
export type ImageFault = 'empty' | 'too-large' | 'type' | 'damaged' | 'dimensions' | 'animated' | 'depth';

/** The error of the engine. `fault`: set for `bad-image`. */
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
