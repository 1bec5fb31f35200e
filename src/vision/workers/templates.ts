/** Templates of a worker's recognizers: made from faces, decoded, compared, searched and scored. */

import type { Candidate } from '../../biometrics/observation.ts';
import type { Galleries } from '../gallery/galleries.ts';
import type { EncodedTemplate, FacesOptions } from '../protocol.ts';
import { keepBest } from '../recognizers/best.ts';
import { type AlignedFace, type Recognizer, reads } from '../recognizers/recognizer.ts';

/** People that a search returns: the best, the runner-up for the margin, and one more. */
export const CANDIDATES = 3;

/** One template of each recognizer, in their order. */
export async function encodeFace(recognizers: readonly Recognizer[], face: AlignedFace): Promise<EncodedTemplate[]> {
  const templates: EncodedTemplate[] = [];
  for (const recognizer of recognizers) {
    const bytes = recognizer.encode(await recognizer.extract(face));
    templates.push({ recognizer: recognizer.id, version: recognizer.version, bytes });
  }
  return templates;
}

/** The template in memory. @throws {RangeError} for a template of another recognizer or version. */
function decodeFor(recognizer: Recognizer, stored: EncodedTemplate): unknown {
  if (!reads(recognizer, stored)) {
    const { id, version } = recognizer;
    throw new RangeError(`Cannot compare a template of ${stored.recognizer} ${stored.version} by ${id} ${version}`);
  }
  return recognizer.decode(stored.bytes, stored.version);
}

/** n x n scores, row by row. @throws {RangeError} for a template of another recognizer, or an unreadable one. */
export function compareAll(recognizer: Recognizer, templates: readonly EncodedTemplate[]): Float64Array {
  const references = templates.map((template) => decodeFor(recognizer, template));
  const scores = new Float64Array(references.length ** 2);
  for (const [row, probe] of references.entries()) {
    scores.set(recognizer.compareAll(probe, references), row * references.length);
  }
  return scores;
}

/** The people in the gallery who are most like any of the templates, best first. */
export function identify(
  gallery: Galleries,
  recognizer: Recognizer,
  templates: readonly EncodedTemplate[],
  { among = { people: true }, top = CANDIDATES }: Pick<FacesOptions, 'among' | 'top'> = {},
): Candidate[] {
  const best: Candidate[] = [];
  for (const template of templates) {
    const found = gallery.searchAmong(decodeFor(recognizer, template), among, top);
    for (const candidate of found) keepBest(best, candidate, top);
  }
  return best;
}
