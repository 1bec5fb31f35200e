/** How a face becomes a template and how two templates compare. Implementations live in the worker thread. */

/** Name of a recognizer, stored with every template. */
export type RecognizerId = 'lbph';

/**
 * An aligned face: 112x112 pixels, RGB, 3 bytes a pixel, row by row, eyes and mouth on the ArcFace template
 * (see `align.ts`). Every recognizer cuts and converts it for itself.
 */
export type AlignedFace = { width: 112; height: 112; data: Uint8Array };

/**
 * A recognizer. `Template` is its in-memory form; `encode`/`decode` turn it into the bytes that are encrypted and
 * stored. A change of anything that makes stored templates incomparable raises `version`.
 */
export type Recognizer<Template = unknown> = {
  readonly id: RecognizerId;
  readonly version: number;
  /** The template of one aligned face. */
  extract(face: AlignedFace): Template | Promise<Template>;
  /** Score of two templates: higher is more alike. Symmetric. */
  compare(a: Template, b: Template): number;
  /** Scores of one probe against many references, in their order; faster than `compare` in a loop. */
  compareAll(probe: Template, references: readonly Template[]): Float64Array;
  encode(template: Template): Uint8Array;
  /** @throws {RangeError} when the bytes are not a template of this recognizer and version. */
  decode(bytes: Uint8Array): Template;
};
