/**
 * How often people of a group are not found to be themselves: the FNMR at each level, with one frame and with several.
 */
import { seededRandom, shuffled } from '../../../src/biometrics/random.ts';
import { drawnInterval } from '../../../src/biometrics/rates/points.ts';
import type { Recognizer } from '../../../src/vision/recognizers/recognizer.ts';
import { enroll } from '../../data/gallery.ts';
import type { Portrayed } from '../../data/portraits.ts';
import type { Level } from './levels.ts';

/** Frames of one sign-in whose scores are averaged. */
export const FRAMES = [1, 2, 4];
/** Templates with which a person is enrolled at most. One image is left as a probe. */
const ENROLL_MOST = 4;
/** Times that other images of a person are enrolled. */
export const OWN_DRAWS = 10;

export type FnmrPoint = {
  promised: number;
  threshold: number;
  frames: number;
  /** Those of one draw: every draw takes the same images again. */
  trials: number;
  fnmr: number;
  low: number;
  high: number;
};

/**
 * Compares the images that are not enrolled with those that are.
 * @param given templates of each person; people with no more images are left out. Where it is absent, a person is
 * enrolled with up to {@link ENROLL_MOST}, as long as one image is left.
 * @returns scores of each person, draw after draw.
 */
export function genuineOf(people: readonly Portrayed[], recognizer: Recognizer, given?: number): number[][] {
  const able = people.filter(({ templates }) => templates.length > (given ?? 1));
  return Array.from({ length: OWN_DRAWS }, (_, seed) => seededRandom(seed + 1)).flatMap((random) =>
    able.map(({ templates }) => {
      const drawn = shuffled(templates, random);
      const enrolled = given ?? Math.min(ENROLL_MOST, drawn.length - 1);
      const index = recognizer.createIndex();
      enroll(index, 'own', drawn.slice(0, enrolled));
      return drawn.slice(enrolled).map((probe) => index.verify(probe, 'own')!.score);
    }),
  );
}

/** Means of so many scores of one person, one after another. Scores at the end that are fewer are left out. */
function fused(scores: readonly (readonly number[])[], frames: number): number[] {
  return scores.flatMap((own) =>
    Array.from({ length: Math.floor(own.length / frames) }, (_, at) => {
      const window = own.slice(at * frames, (at + 1) * frames);
      return window.reduce((sum, score) => sum + score, 0) / frames;
    }),
  );
}

/** The rates at each level, as far as there are images for so many frames. */
export function ownOf(genuine: readonly (readonly number[])[], levels: readonly Level[]): FnmrPoint[] {
  return levels.flatMap(({ promised, threshold }) =>
    FRAMES.flatMap((frames) => {
      const scores = fused(genuine, frames);
      if (scores.length === 0) return [];
      const missed = scores.filter((score) => score < threshold).length;
      const [low, high] = drawnInterval(missed, scores.length, OWN_DRAWS);
      const trials = Math.round(scores.length / OWN_DRAWS);
      return [{ promised, threshold, frames, trials, fnmr: missed / scores.length, low, high }];
    }),
  );
}
