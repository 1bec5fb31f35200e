/** One frame, looked at: detect, find the points, align, judge. Runs in the worker thread. */
import type { Observation } from '../../biometrics/observation.ts';
import { loadModel } from '../models/models.ts';
import type { Frame } from '../protocol.ts';
import type { AlignedFace } from '../recognizers/recognizer.ts';
import { alignFace, fivePoints } from './align.ts';
import { type Detection, openDetector } from './detector.ts';
import { openLandmarker } from './landmarks.ts';
import { estimatePose } from './pose.ts';
import { facesThatCount, findProblem, problemWithoutFace } from './problems.ts';
import { measureQuality } from './quality.ts';

/** What a frame shows, without candidates; `aligned` where it shows exactly one face, usable or not. */
export type Look = { observation: Observation; aligned?: AlignedFace };

/**
 * Whose face is meant. At a camera people have to be alone; in a collection of photographs the picture is of whom it
 * is centred on.
 */
export type Subject = 'alone' | 'central';

export type Pipeline = {
  /** One at a time: the networks' input buffers are shared by all calls. */
  look(frame: Frame, subject?: Subject): Promise<Look>;
  release(): Promise<void>;
};

/** Mean luminance (the green channel stands for it) of every 17th pixel. */
function meanBrightness({ data }: Frame): number {
  let [sum, count] = [0, 0];
  for (let at = 1; at < data.length; at += 3 * 17, count++) sum += data[at]!;
  return sum / count;
}

/** The face whose area outweighs twice the square of its distance from the frame's middle by most. */
function mostCentral(faces: readonly Detection[], frame: Frame): Detection[] {
  const weight = ({ box: { x, y, width, height } }: Detection) =>
    width * height - 2 * ((x + width / 2 - frame.width / 2) ** 2 + (y + height / 2 - frame.height / 2) ** 2);
  return [...faces].sort((a, b) => weight(b) - weight(a)).slice(0, 1);
}

/** Reads the models, checks them and opens the networks. @throws {ModelError} */
export async function openPipeline(modelsDir: string): Promise<Pipeline> {
  const detector = await openDetector(await loadModel('detector', modelsDir));
  const landmarker = await openLandmarker(await loadModel('landmarks', modelsDir));

  async function lookAtFace(frame: Frame, { box, score }: Detection): Promise<Look> {
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
      const faces = subject === 'alone' ? facesThatCount(found) : mostCentral(found, frame);
      if (faces.length === 1) return lookAtFace(frame, faces[0]!);
      const problem = faces.length === 0 ? problemWithoutFace(meanBrightness(frame)) : 'several-faces';
      const size = { width: frame.width, height: frame.height };
      return { observation: { frame: size, faces: faces.length, problem, candidates: [] } };
    },
    async release() {
      await detector.release();
      await landmarker.release();
    },
  };
}
