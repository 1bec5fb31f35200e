/**
 * Everything that a worker thread has in memory, networks, recognizers and the gallery, and what it does with a frame.
 */

import type { Candidate, Observation } from '../../biometrics/observation.ts';
import { movementFrom } from '../../biometrics/session/challenge.ts';
import { createGalleries, type Galleries } from '../gallery/galleries.ts';
import { openPassive, type PassiveCue } from '../liveness/passive.ts';
import { type Mesher, openMesher } from '../pipeline/mesh.ts';
import { type Look, openPipeline } from '../pipeline/pipeline.ts';
import type { EncodedTemplate, FacesOptions, FoundFace, Frame, ObserveOptions, Sample } from '../protocol.ts';
import { compareFace } from '../recognizers/probe.ts';
import type { Recognizer, RecognizerId } from '../recognizers/recognizer.ts';
import { installedRecognizers, type LbphBackend, openRecognizer } from '../recognizers/registry.ts';
import { lookAtFaces } from './faces.ts';
import { CANDIDATES, compareAll, encodeFace, identify } from './templates.ts';

export type WorkerState = {
  readonly gallery: Galleries;
  observe(frame: Frame, options: ObserveOptions): Promise<Observation>;
  /** Makes templates of every recognizer, the deciding one first. */
  sample(frame: Frame): Promise<Sample>;
  /** Every face of a program's picture. */
  faces(frame: Frame, options: FacesOptions): Promise<FoundFace[]>;
  /** n x n scores, row by row. @throws {RangeError} for a template of another recognizer, or an unreadable one. */
  compare(templates: readonly EncodedTemplate[]): Float64Array;
  identify(templates: readonly EncodedTemplate[], search: Pick<FacesOptions, 'among' | 'top'>): Candidate[];
  /** Opens the liveness networks of a folder in place of those before. Empty: none. @throws {ModelError} and keeps them. */
  useLiveness(folder: string): Promise<void>;
  /** Does all the work of a frame once, on a grey picture. @returns milliseconds. */
  rehearse(): Promise<number>;
  release(): Promise<void>;
};

export type WorkerStateOptions = {
  /** Folder of the installed packages, see `findModels`. */
  modelsDir: string;
  /** The recognizer that decides: the gallery has its templates. */
  recognizer: RecognizerId;
  /** Path of the description of the operator's own model, if any. */
  customModel?: string;
  /** Folder of the liveness networks, where the server checks liveness. */
  livenessDir?: string;
  /** Whether frames may be asked for the points of lids and lips. */
  mesh?: boolean;
  lbphBackend?: LbphBackend;
};

type Models = {
  pipeline: Awaited<ReturnType<typeof openPipeline>>;
  passive: PassiveCue | undefined;
  mesher: Mesher | undefined;
  recognizers: readonly [Recognizer, ...Recognizer[]];
};

/** Reads and checks the models and opens the networks. The deciding recognizer comes first. @throws {ModelError} */
async function openModels(options: WorkerStateOptions): Promise<Models> {
  const { modelsDir, recognizer: id, customModel, livenessDir, mesh, lbphBackend } = options;
  const open = (one: RecognizerId) => openRecognizer(one, modelsDir, customModel, lbphBackend);
  const pipeline = await openPipeline(modelsDir);
  const passive = livenessDir ? await openPassive(livenessDir) : undefined;
  const mesher = mesh ? await openMesher(modelsDir) : undefined;
  const recognizers: [Recognizer, ...Recognizer[]] = [await open(id)];
  for (const other of installedRecognizers(customModel)) if (other !== id) recognizers.push(await open(other));
  return { pipeline, passive, mesher, recognizers };
}

/** Adds the points of lids and lips to a face. */
async function withMesh(mesher: Mesher, frame: Frame, observation: Observation): Promise<Observation> {
  const { face } = observation;
  if (!face) return observation;
  return { ...observation, face: { ...face, mesh: await mesher.find(frame, Float32Array.from(face.points)) } };
}

/** Opens the next networks before it closes those before: a folder without networks changes nothing. */
async function exchangePassive(models: Models, folder: string): Promise<void> {
  const next = folder ? await openPassive(folder) : undefined;
  const before = models.passive;
  models.passive = next;
  await before?.release();
}

/** Observes the frame. `aligned` is there when the face is usable and has to be compared. */
async function lookAt(
  { pipeline, passive, mesher }: Models,
  frame: Frame,
  { turning, reference, kiosk, mesh }: ObserveOptions = {},
): Promise<Look> {
  const { observation: seen, aligned } = await pipeline.look(frame, kiosk && 'nearest');
  const { problem, ...rest } = seen;
  const usable: Observation = turning && problem === 'turned-away' ? rest : seen;
  if (usable.problem || !aligned) return { observation: usable };
  const observation = mesh && mesher ? await withMesh(mesher, frame, usable) : usable;
  const { face } = observation;
  if (reference && face && !movementFrom(reference, face.points)) {
    return { observation: { ...observation, still: true } };
  }
  if (!passive || !face) return { observation, aligned };
  const liveness = { passive: await passive.score(frame, face.box) };
  return { observation: { ...observation, liveness }, aligned };
}

/** A grey picture of the size that frames have. */
function greyFrame(): Frame {
  const [width, height] = [640, 480];
  return { width, height, data: new Uint8Array(width * height * 3).fill(128) };
}

/** Reads and checks the models, opens the networks, and makes an empty gallery. @throws {ModelError} */
export async function openWorkerState(options: WorkerStateOptions): Promise<WorkerState> {
  const models = await openModels(options);
  const { pipeline, recognizers } = models;
  const [deciding] = recognizers;
  const gallery = createGalleries(deciding);

  return {
    gallery,
    async observe(frame, options) {
      const { among, bar, others, kiosk } = options;
      const { observation, aligned } = await lookAt(models, frame, options);
      if (!aligned) return observation;
      const compare = (probe: unknown) => {
        if (kiosk) return gallery.searchAmong(probe, { ids: among ?? [] }, CANDIDATES);
        return among ? gallery.verifyAll(probe, among, CANDIDATES) : gallery.search(probe, CANDIDATES);
      };
      const candidates = await compareFace(deciding, aligned, compare, bar);
      const probes =
        others !== undefined &&
        (candidates[0]?.score ?? 0) >= others &&
        (await encodeFace(recognizers.slice(1), aligned));
      return { ...observation, candidates, ...(probes && { probes }) };
    },
    async sample(frame) {
      const { observation, aligned } = await lookAt(models, frame);
      if (!aligned) return { observation, templates: [] };
      return { observation, templates: await encodeFace(recognizers, aligned), crop: aligned.data };
    },
    faces: (frame, options) => lookAtFaces({ pipeline, recognizers, gallery }, frame, options),
    compare: (templates) => compareAll(deciding, templates),
    identify: (templates, search) => identify(gallery, deciding, templates, search),
    useLiveness: (folder) => exchangePassive(models, folder),
    async rehearse() {
      const start = performance.now();
      const frame = greyFrame();
      const { observation, aligned } = await pipeline.rehearse(frame);
      await models.passive?.score(frame, observation.face!.box);
      gallery.search(await deciding.extract(aligned!), CANDIDATES);
      return performance.now() - start;
    },
    async release() {
      await pipeline.release();
      await models.passive?.release();
      await models.mesher?.release();
      for (const recognizer of recognizers) await recognizer.release?.();
    },
  };
}
