/** Times each step from bytes to a decision by itself. The steps are the product's own functions in its own order. */

import type { Observation } from '../../../src/biometrics/observation.ts';
import { followChallenge, startChallenge } from '../../../src/biometrics/session/challenge.ts';
import { openPassive } from '../../../src/vision/liveness/passive.ts';
import { findModels, loadModel } from '../../../src/vision/models/models.ts';
import { alignFace, fivePoints } from '../../../src/vision/pipeline/align.ts';
import { openDetector } from '../../../src/vision/pipeline/detector.ts';
import { openLandmarker } from '../../../src/vision/pipeline/landmarks.ts';
import { normalizeFrame } from '../../../src/vision/pipeline/normalize.ts';
import { estimatePose } from '../../../src/vision/pipeline/pose.ts';
import { measureQuality } from '../../../src/vision/pipeline/quality.ts';
import { openEmbeddingParts } from '../../../src/vision/recognizers/embedding/embedding.ts';
import { embedLooks, lookOnce } from '../../../src/vision/recognizers/embedding/looks.ts';
import type { AlignedFace, Index } from '../../../src/vision/recognizers/recognizer.ts';
import { figuresOf } from '../figures.ts';

type Given = {
  image: Uint8Array;
  index: Index<Float32Array>;
  judge: (observation: Observation) => void;
  /** Folder of the liveness networks; absent where they are not there. */
  liveness?: string;
};

/** A stopwatch for steps that each frame repeats. */
function createStopwatch() {
  const times = new Map<string, number[]>();
  return {
    async time<Result>(step: string, task: () => Result | Promise<Result>): Promise<Result> {
      const start = performance.now();
      const result = await task();
      const own = times.get(step) ?? [];
      times.set(step, own);
      own.push(performance.now() - start);
      return result;
    },
    /** The median of each step in milliseconds, in the order of the steps. @param skip frames that do not count. */
    medians: (skip: number) =>
      Object.fromEntries([...times].map(([step, own]) => [step, figuresOf(own.slice(skip)).p50])),
  };
}

type Stopwatch = ReturnType<typeof createStopwatch>;

async function openLooking(models: string) {
  const detector = await openDetector(await loadModel('detector', models));
  const landmarker = await openLandmarker(await loadModel('landmarks', models));
  return {
    async look(image: Uint8Array, { time }: Stopwatch) {
      const frame = await time('decode', () => normalizeFrame(image));
      const [face] = await time('detect', () => detector.detect(frame));
      const landmarks = await time('landmarks', () => landmarker.find(frame, face!.box));
      const aligned = await time('align, quality', (): AlignedFace => {
        const points = fivePoints(landmarks);
        const aligned = { ...alignFace(frame, landmarks), source: { frame, points } };
        measureQuality(aligned);
        estimatePose(points);
        return aligned;
      });
      return { face: aligned, box: face!.box, landmarks };
    },
    async release() {
      await detector.release();
      await landmarker.release();
    },
  };
}

/**
 * Times the steps of so many frames.
 * @param given.judge takes what the frame shows to its verdict.
 * @param warmUp frames before those that count.
 * @returns the median of each step in milliseconds.
 */
export async function timeSteps(given: Given, warmUp: number, frames: number): Promise<Record<string, number>> {
  const { image, index, judge, liveness } = given;
  const looking = await openLooking(findModels());
  const passive = liveness === undefined ? undefined : await openPassive(liveness);
  const parts = await openEmbeddingParts(findModels());
  const watch = createStopwatch();
  for (let i = 0; i < warmUp + frames; i++) {
    const { face, box, landmarks } = await looking.look(image, watch);
    if (passive) await watch.time('liveness, passive', () => passive.score(face.source!.frame, box));
    const challenge = startChallenge(['left', 'right'], landmarks);
    await watch.time('liveness, movement', () => followChallenge(challenge, landmarks));
    await watch.time('recognize, one look', () => lookOnce(parts, face));
    const probe = await watch.time('recognize, both', () => embedLooks(parts, face));
    const candidates = await watch.time('search', () => index.search(probe, 3));
    await watch.time('decide', () => judge({ frame: { width: 640, height: 480 }, faces: 1, candidates }));
  }
  await looking.release();
  await passive?.release();
  for (const part of parts) await part.release();
  return watch.medians(warmUp);
}
