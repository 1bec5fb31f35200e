/** How a face becomes a template and how templates are compared and searched. Implementations live in the worker. */

import type { Candidate } from '../../biometrics/observation.ts';
import type { Combines } from '../../biometrics/threshold.ts';

/** Name of a recognizer, stored with every template. */
export type RecognizerId = 'embedding' | 'lbph' | 'custom';

/**
 * An aligned face: 112x112 pixels, RGB, 3 bytes a pixel, row by row, eyes and mouth on the ArcFace template
 * (see `align.ts`). Every recognizer cuts and converts it for itself; one that aligns differently goes back to `source`,
 * the frame and its five points in the order of `ARCFACE_POINTS`.
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

/** A reference of one person. */
export type Reference<Template = unknown> = { templateId: string; template: Template };

/** The references of everybody enrolled, in memory. A person's score may come from all of their references together. */
export type Index<Template = unknown> = {
  /** Replaces everything held of one person; an empty list drops them. Nobody else is copied. */
  put(userId: string, references: readonly Reference<Template>[]): void;
  /** The `top` people most alike, best first, each once. `templateId` is that of a reference of theirs. */
  search(probe: Template, top: number): Candidate[];
  /** What `search` would give this one person; undefined where nothing is held of them. */
  verify(probe: Template, userId: string): Candidate | undefined;
  /** What somebody is compared with, as a probe of its own; left out where there is no such thing. */
  referenceOf?(userId: string): Template | undefined;
  counts(): { people: number; templates: number };
};

/** A first look at a face, which costs less than all that `extract` does, and the rest of it. */
export type Glance<Template = unknown> = {
  /** How far the score of a first look's template lies from that of the full one at most, as far as was measured. */
  within: number;
  first(face: AlignedFace): Promise<Template>;
  /** What `extract` would give for the face. @param first what the first look at it gave. */
  complete(face: AlignedFace, first: Template): Promise<Template>;
};

/**
 * A recognizer. `Template` is its in-memory form; `encode`/`decode` turn it into the bytes that are encrypted and
 * stored. A change of anything that makes stored templates incomparable raises `version`.
 */
export type Recognizer<Template = unknown> = {
  readonly id: RecognizerId;
  readonly version: number;
  /** Data that centres were made of which it takes off, by their source. */
  readonly centres?: readonly string[];
  /** Score from which two people count as one with two names. */
  readonly double: number;
  /** Versions of stored templates that it still reads, besides its own. */
  readonly former?: readonly number[];
  /** Whether a person scores with the best of their references, each a chance of a false match, or with their mean. */
  readonly combines: Combines;
  /** Whether its gallery's scores depend on who else is enrolled: a centre that follows them is taken off. */
  readonly follows?: boolean;
  /** The template of one aligned face, made with all care: for references, and for probes where it matters. */
  extract(face: AlignedFace): Template | Promise<Template>;
  /** Where a template can be had for less that nearly always leads to the same decision (see `probe.ts`). */
  readonly glance?: Glance<Template>;
  /** Score of two templates: higher is more alike. Symmetric. */
  compare(a: Template, b: Template): number;
  /** Scores of one probe against many references, in their order; faster than `compare` in a loop. */
  compareAll(probe: Template, references: readonly Template[]): Float64Array;
  encode(template: Template): Uint8Array;
  /**
   * @param version of the bytes: its own, where nothing is said, or a former one.
   * @throws {RangeError} when the bytes are not a template of this recognizer and version.
   */
  decode(bytes: Uint8Array, version?: number): Template;
  /**
   * An empty gallery, scored and searched as this recognizer does it.
   * @param options.unseen data that it is to know nothing of, where it knows any: to measure what newcomers get.
   */
  createIndex(options?: { unseen?: string }): Index<Template>;
  /** Gives back what networks hold. */
  release?(): Promise<void>;
};

/** Whether a stored template of this recognizer and version can be compared. */
export function reads(
  { id, version, former = [] }: Recognizer,
  stored: { recognizer: string; version: number },
): boolean {
  return stored.recognizer === id && (stored.version === version || former.includes(stored.version));
}
