/** Every face of a program's picture: where it is, how good it is, and who it may be. */
import type { Observation } from '../../biometrics/observation.ts';
import type { Galleries } from '../gallery/galleries.ts';
import type { OpenPipeline } from '../pipeline/pipeline.ts';
import type { FacesOptions, FoundFace, Frame } from '../protocol.ts';
import type { Recognizer } from '../recognizers/recognizer.ts';
import { CANDIDATES, encodeFace } from './templates.ts';

/** Faces of one picture, at most: each takes some 40 ms of a worker. */
const FACES = 20;

type Parts = { pipeline: OpenPipeline; recognizers: readonly [Recognizer, ...Recognizer[]]; gallery: Galleries };

/** The observation in pixels of the picture. */
function enlarged(observation: Observation, scale: number): Observation {
  const { face, frame } = observation;
  if (!face) return observation;
  const { x, y, width, height } = face.box;
  return {
    ...observation,
    frame: { width: Math.round(frame.width * scale), height: Math.round(frame.height * scale) },
    face: {
      ...face,
      box: { x: x * scale, y: y * scale, width: width * scale, height: height * scale },
      points: face.points.map((value) => value * scale),
    },
  };
}

export async function lookAtFaces(
  { pipeline, recognizers, gallery }: Parts,
  frame: Frame,
  { among, top = CANDIDATES, most = FACES, least = 0, templates = false }: FacesOptions,
): Promise<FoundFace[]> {
  const [deciding] = recognizers;
  const found: FoundFace[] = [];
  for (const { observation, aligned } of await pipeline.lookAtAll(frame, { most: Math.min(most, FACES), least })) {
    const candidates = among ? gallery.searchAmong(await deciding.extract(aligned), among, top) : [];
    found.push({
      observation: { ...enlarged(observation, frame.scale ?? 1), candidates },
      templates: templates ? await encodeFace(recognizers, aligned) : [],
    });
  }
  return found;
}
