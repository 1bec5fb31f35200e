/** How a face becomes a template, and how templates are compared and searched. Implementations run in the worker. */

import type { Candidate } from '../../biometrics/observation.ts';
import type { Combines } from '../../biometrics/threshold.ts';

/** The name of a recognizer, stored with every template. */
export type RecognizerId = 'embedding' | 'lbph' | 'custom';

/**
 * An aligned face: 112x112 pixels, RGB, 3 bytes a pixel, row by row, with eyes and mouth at the ArcFace points (see
 * `align.ts`). Every recognizer crops and converts it for itself. One that aligns differently takes `source`: the frame
 * and its five points, in the order of `ARCFACE_POINTS`.
 */
export type AlignedFace = {
  width: 112;
  height: 112;
  data: Uint8Array;
  source?: {
    frame: { width: number; height: number; data: Uint8Array };
    points: readonly { x: number; y: number }[];
  };
};

/** One reference of a person: a template with its id. */
export type Reference<Template = unknown> = { templateId: string; template: Template };

/**
 * The references of everybody enrolled, in memory. The score of a person may combine all of the person's references.
 */
export type Index<Template = unknown> = {
  /** Replaces all references of one person; an empty list drops the person. Nobody else is copied. */
  put(userId: string, references: readonly Reference<Template>[]): void;
  /** The `top` people most alike, best first, each once. `templateId`: of one of the person's references. */
  search(probe: Template, top: number): Candidate[];
  /** The candidate that `search` would give for this one person; undefined for somebody who is not enrolled. */
  verify(probe: Template, userId: string): Candidate | undefined;
  /** The reference that a person is compared with, to use as a probe. Absent when a person has no single reference. */
  referenceOf?(userId: string): Template | undefined;
  counts(): { people: number; templates: number };
};

/** A first look at a face, which costs less than `extract`, and the second look that completes it. */
export type Glance<Template = unknown> = {
  /** The largest measured difference between the score of a first look and that of the full template. */
  within: number;
  first(face: AlignedFace): Promise<Template>;
  /** The template that `extract` would give for the face. @param first template of the first look at it. */
  complete(face: AlignedFace, first: Template): Promise<Template>;
};

/**
 * A recognizer. `Template` is the form in memory; `encode` and `decode` convert it to the bytes that are encrypted and
 * stored, and back. A change that makes stored templates incomparable raises `version`.
 */
export type Recognizer<Template = unknown> = {
  readonly id: RecognizerId;
  readonly version: number;
  /** Sources of the data behind the centres that it takes off. */
  readonly centres?: readonly string[];
  /** From this score on, two names are taken for one person. */
  readonly double: number;
  /** Older versions of stored templates that it still reads. */
  readonly former?: readonly number[];
  /** `best`: the best reference gives the score, so each is a chance of a false match. `mean`: their mean does. */
  readonly combines: Combines;
  /** Whether scores depend on who else is enrolled: the gallery takes off a centre of its own people. */
  readonly follows?: boolean;
  /** The full template of one aligned face: for references, and for probes when it matters. */
  extract(face: AlignedFace): Template | Promise<Template>;
  /** A cheaper template that nearly always leads to the same decision, if the recognizer has one (see `probe.ts`). */
  readonly glance?: Glance<Template>;
  /** Score of two templates: higher is more alike. Symmetric. */
  compare(a: Template, b: Template): number;
  /** Scores of one probe against many references, in their order. Faster than `compare` in a loop. */
  compareAll(probe: Template, references: readonly Template[]): Float64Array;
  encode(template: Template): Uint8Array;
  /**
   * @param version of the bytes: the present one by default, or a former one.
   * @throws {RangeError} when the bytes are not a template of this recognizer and version.
   */
  decode(bytes: Uint8Array, version?: number): Template;
  /**
   * An empty gallery of this recognizer.
   * @param options.unseen source of data to leave out of its centres: it measures what newcomers get.
   */
  createIndex(options?: { unseen?: string }): Index<Template>;
  /** Frees the memory of the networks. */
  release?(): Promise<void>;
};

/** Whether a stored template of this recognizer and version can be compared. */
export function reads(
  { id, version, former = [] }: Recognizer,
  stored: { recognizer: string; version: number },
): boolean {
  return stored.recognizer === id && (stored.version === version || former.includes(stored.version));
}
