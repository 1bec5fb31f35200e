/** Everything that the worker thread holds, networks, recognizers and the gallery, and what it does with a frame. */

import type { Candidate, Observation } from '../../biometrics/observation.ts';
import { movementFrom } from '../../biometrics/session/challenge.ts';
import { createGallery, type Gallery } from '../gallery/gallery.ts';
import { openPassive } from '../liveness/passive.ts';
import { type Look, openPipeline } from '../pipeline/pipeline.ts';
import type { EncodedTemplate, Frame, ObserveOptions, Sample } from '../protocol.ts';
import { keepBest } from '../recognizers/best.ts';
import { compareFace } from '../recognizers/probe.ts';
import { type AlignedFace, type Recognizer, type RecognizerId, reads } from '../recognizers/recognizer.ts';
import { installedRecognizers, type LbphBackend, openRecognizer } from '../recognizers/registry.ts';

/** People that a search answers with: the best, the runner-up for the margin, and one more. */
const CANDIDATES = 3;

export type Studio = {
  readonly gallery: Gallery;
  observe(frame: Frame, options: ObserveOptions): Promise<Observation>;
  /** Templates of every recognizer, the deciding one first. */
  sample(frame: Frame): Promise<Sample>;
  /** n x n scores, row by row. @throws {RangeError} for a template of another recognizer, or not readable. */
  compare(templates: readonly EncodedTemplate[]): Float64Array;
  identify(templates: readonly EncodedTemplate[]): Candidate[];
  release(): Promise<void>;
};

export type StudioOptions = {
  /** Folder of the installed packages, see `findModels`. */
  modelsDir: string;
  /** The one that decides: the gallery holds its templates. */
  recognizer: RecognizerId;
  /** Path of the description of the operator's own model, if any. */
  customModel?: string;
  /** Folder of the liveness networks, where liveness is asked. */
  livenessDir?: string;
  lbphBackend?: LbphBackend;
};

/** The template in memory. @throws {RangeError} when it is of another recognizer or version. */
function decodeFor(recognizer: Recognizer, stored: EncodedTemplate): unknown {
  if (!reads(recognizer, stored)) {
    const { id, version } = recognizer;
    throw new RangeError(`Cannot compare a template of ${stored.recognizer} ${stored.version} by ${id} ${version}`);
  }
  return recognizer.decode(stored.bytes, stored.version);
}

/** Reads the models, checks them and opens the networks. @throws {ModelError} */
export async function openStudio({
  modelsDir,
  recognizer: id,
  customModel,
  livenessDir,
  lbphBackend,
}: StudioOptions): Promise<Studio> {
  const pipeline = await openPipeline(modelsDir);
  const passive = livenessDir ? await openPassive(livenessDir) : undefined;
  const recognizers: Recognizer[] = [];
  const others = installedRecognizers(customModel).filter((other) => other !== id);
  for (const each of [id, ...others]) {
    recognizers.push(await openRecognizer(each, modelsDir, customModel, lbphBackend));
  }
  const [deciding] = recognizers as [Recognizer];
  const gallery = createGallery(deciding);

  /** What the frame shows, and the aligned face where it is usable and is to be compared. */
  async function look(frame: Frame, { turning, reference }: ObserveOptions = {}): Promise<Look> {
    const { observation: seen, aligned } = await pipeline.look(frame);
    const { problem, ...rest } = seen;
    const observation: Observation = turning && problem === 'turned-away' ? rest : seen;
    if (observation.problem || !aligned) return { observation };
    const { face } = observation;
    if (reference && face && !movementFrom(reference, face.points)) {
      return { observation: { ...observation, still: true } };
    }
    if (!passive || !face) return { observation, aligned };
    const liveness = { passive: await passive.score(frame, face.box) };
    return { observation: { ...observation, liveness }, aligned };
  }

  /** Templates of the face by each recognizer, the deciding one first, from the recognizer at `from` on. */
  async function encodeAll(face: AlignedFace, from = 0): Promise<EncodedTemplate[]> {
    const templates: EncodedTemplate[] = [];
    for (const recognizer of recognizers.slice(from)) {
      const bytes = recognizer.encode(await recognizer.extract(face));
      templates.push({ recognizer: recognizer.id, version: recognizer.version, bytes });
    }
    return templates;
  }

  return {
    gallery,
    async observe(frame, options) {
      const { among, bar, others } = options;
      const { observation, aligned } = await look(frame, options);
      if (!aligned) return observation;
      const compare = (probe: unknown) =>
        among ? gallery.verifyAll(probe, among, CANDIDATES) : gallery.search(probe, CANDIDATES);
      const candidates = await compareFace(deciding, aligned, compare, bar);
      const probes = others !== undefined && (candidates[0]?.score ?? 0) >= others && (await encodeAll(aligned, 1));
      return { ...observation, candidates, ...(probes && { probes }) };
    },
    async sample(frame) {
      const { observation, aligned } = await look(frame);
      if (!aligned) return { observation, templates: [] };
      return { observation, templates: await encodeAll(aligned), crop: aligned.data };
    },
    compare(templates) {
      const references = templates.map((template) => decodeFor(deciding, template));
      const scores = new Float64Array(references.length ** 2);
      for (const [row, probe] of references.entries()) {
        scores.set(deciding.compareAll(probe, references), row * references.length);
      }
      return scores;
    },
    identify(templates) {
      const best: Candidate[] = [];
      for (const template of templates) {
        const found = gallery.search(decodeFor(deciding, template), CANDIDATES);
        for (const candidate of found) keepBest(best, candidate, CANDIDATES);
      }
      return best;
    },
    async release() {
      await pipeline.release();
      await passive?.release();
      for (const recognizer of recognizers) await recognizer.release?.();
    },
  };
}
