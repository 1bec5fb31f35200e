/** Observes one frame: detects the face, finds its points, aligns it and judges it. Runs in the worker thread. */
import type { Observation } from '../../biometrics/observation.ts';
import { loadModel } from '../models/models.ts';
import type { Frame } from '../protocol.ts';
import type { AlignedFace } from '../recognizers/recognizer.ts';
import { alignFace, fivePoints } from './align.ts';
import { type Detection, openDetector } from './detector.ts';
import { openLandmarker } from './landmarks.ts';
import { estimatePose } from './pose.ts';
import { findProblem, foregroundFaces, problemWithoutFace } from './problems.ts';
import { measureQuality } from './quality.ts';

/** The observation of a frame, without candidates. `aligned`: the face, when there is exactly one, usable or not. */
export type Look = { observation: Observation; aligned?: AlignedFace };

/**
 * Which face to take. `alone`: the only one, as before a camera. `central`: the one in the middle, as in a collection
 * of photographs. `nearest`: the largest one, as before a kiosk with a queue.
 */
export type Subject = 'alone' | 'central' | 'nearest';

export type Pipeline = {
  /** Call it for one frame at a time: all calls share the input buffers of the networks. */
  look(frame: Frame, subject?: Subject): Promise<Look>;
  release(): Promise<void>;
};

/** A pipeline with its networks. */
export type OpenPipeline = Pipeline & {
  /** Every face of a picture, the largest first. @param limits.least score of the detector. */
  lookAtAll(frame: Frame, limits: { most: number; least: number }): Promise<Required<Look>[]>;
  /** Does the work of a frame on one without a face, as if one was in the middle. */
  rehearse(frame: Frame): Promise<Look>;
};

/** Mean luminance of every 17th pixel. The green channel stands for the luminance. */
function meanBrightness({ data }: Frame): number {
  let [sum, count] = [0, 0];
  for (let at = 1; at < data.length; at += 3 * 17, count++) sum += data[at]!;
  return sum / count;
}

/** The face with the largest weight: its area minus twice the squared distance from the middle of the frame. */
function mostCentral(faces: readonly Detection[], frame: Frame): Detection[] {
  const weight = ({ box: { x, y, width, height } }: Detection) =>
    width * height - 2 * ((x + width / 2 - frame.width / 2) ** 2 + (y + height / 2 - frame.height / 2) ** 2);
  return [...faces].sort((a, b) => weight(b) - weight(a)).slice(0, 1);
}

/** @param found the largest face first. */
function takeFaces(found: readonly Detection[], frame: Frame, subject: Subject): Detection[] {
  if (subject === 'alone') return foregroundFaces(found);
  return subject === 'nearest' ? found.slice(0, 1) : mostCentral(found, frame);
}

/** Reads the models, checks them and opens the networks. @throws {ModelError} */
export async function openPipeline(modelsDir: string): Promise<OpenPipeline> {
  const detector = await openDetector(await loadModel('detector', modelsDir));
  const landmarker = await openLandmarker(await loadModel('landmarks', modelsDir));

  async function lookAtFace(frame: Frame, { box, score }: Detection): Promise<Required<Look>> {
    const landmarks = await landmarker.find(frame, box);
    const points = fivePoints(landmarks);
    const aligned = { ...alignFace(frame, landmarks), source: { frame, points } };
    const quality = measureQuality(aligned);
    const pose = estimatePose(points);
    const [right, left] = points as [(typeof points)[0], (typeof points)[0]];
    const eyeDistance = Math.hypot(left.x - right.x, left.y - right.y);
    const size = { width: frame.width, height: frame.height };
    const problem = findProblem(size, { box, eyeDistance, quality, pose });
    const face = { box, score, pose, quality, points: Array.from(landmarks) };
    return { observation: { frame: size, faces: 1, ...(problem && { problem }), face, candidates: [] }, aligned };
  }

  return {
    async look(frame, subject = 'alone') {
      const found = await detector.detect(frame);
      const faces = takeFaces(found, frame, subject);
      if (faces.length === 1) return lookAtFace(frame, faces[0]!);
      const problem = faces.length === 0 ? problemWithoutFace(meanBrightness(frame)) : 'several-faces';
      const size = { width: frame.width, height: frame.height };
      return { observation: { frame: size, faces: faces.length, problem, candidates: [] } };
    },
    async rehearse(frame) {
      await detector.detect(frame);
      const [width, height] = [frame.width / 3, frame.height / 2];
      return lookAtFace(frame, { box: { x: width, y: height / 2, width, height }, score: 1 });
    },
    async lookAtAll(frame, { most, least }) {
      const found = (await detector.detect(frame)).filter(({ score }) => score >= least);
      const looks: Required<Look>[] = [];
      for (const face of found.slice(0, most)) looks.push(await lookAtFace(frame, face));
      return looks;
    },
    async release() {
      await detector.release();
      await landmarker.release();
    },
  };
}
