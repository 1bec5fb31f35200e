/**
 * Measures the error rates of the people enrolled on a server, from their stored templates alone. Genuine comparisons:
 * each template of a person with the person's other templates. Impostor comparisons: each template with every other
 * person. All templates of a person come from one clip, so they have more in common than the face. That makes the
 * genuine scores too high.
 */
import { type DetPoint, detCurve, type OperatingPoint, operatingPoints } from '../../biometrics/rates/points.ts';
import { countAtLeast, equalErrorRate, ruleOfThree, thresholdAtFmr } from '../../biometrics/rates/rates.ts';
import { chooseThreshold, neededFmr, ruleOfThreeOf } from '../../biometrics/threshold.ts';
import type { GalleryTemplate } from '../protocol.ts';
import { calibrationOf } from '../recognizers/calibration.ts';
import type { RecognizerId } from '../recognizers/recognizer.ts';
import { openRecognizer } from '../recognizers/registry.ts';
import { compareAll, samplePeople } from './compare.ts';

/** Reported FMRs, as far as the number of pairs allows. */
const RATES = [1e-3, 1e-4, 1e-5, 1e-6];

export type GalleryOptions = {
  recognizer: RecognizerId;
  modelsDir: string;
  /** Path of the description of the operator's own model, for `custom`. */
  customModel?: string;
  /** Every stored template of that recognizer, in batches. The templates of one person are in one batch. */
  batches: AsyncIterable<GalleryTemplate[]>;
  targetFmr: number;
  templatesPerPerson: number;
  /** How many people an attempt is compared with, of `people` enrolled: all, or the one person named first. */
  comparedWith: (people: number) => number;
};

/** The thresholds of a gallery, and how far its data reach. Plain data, since it goes through the control socket. */
export type Thresholds = {
  /** How many people an attempt is compared with. */
  comparedWith: number;
  targetFmr: number;
  /** FMR of the comparison with one person that keeps an attempt within the target. */
  neededFmr: number;
  inUse: number;
  /** Impostor and genuine comparisons at or above the threshold in use. */
  inUseImpostor: number;
  inUseGenuine: number;
  /** The lowest threshold with at most `neededFmr` in this gallery; null for fewer than two people. */
  suggested: number | null;
  /** Whether there are enough people to support `suggested`: `neededFmr` is at least `reach`. */
  supported: boolean;
  /** Lowest FMR that this number of people can support. */
  reach: number;
};

/** Counts, rates and thresholds. Plain data, since it goes through the control socket. */
export type GalleryResult = {
  recognizer: string;
  protocol: 'gallery';
  /** Number of templates: one for each image. */
  images: number;
  /** Always empty: an enrolled sample is no failure to acquire. */
  failures: Record<string, never>;
  poor: Record<string, never>;
  /** Numbers of comparisons. */
  genuine: number;
  impostor: number;
  /** Null without genuine or without impostor comparisons. */
  eer: number | null;
  operatingPoints: OperatingPoint[];
  curve: DetPoint[];
  seconds: number;
  /** How many of the enrolled people were compared. */
  people: number;
  enrolled: number;
  thresholds: Thresholds;
};

function thresholdsOf(
  scores: { genuine: Float64Array; impostor: Float64Array },
  { people, enrolled }: { people: number; enrolled: number },
  options: GalleryOptions,
): Thresholds {
  const { targetFmr, templatesPerPerson, comparedWith } = options;
  const circumstances = { targetFmr, people: comparedWith(enrolled), templatesPerPerson };
  const calibration = calibrationOf(options.recognizer, options.customModel);
  const inUse = chooseThreshold(calibration, circumstances).threshold;
  // These scores are of people and not of templates, whatever the recognizer combines: one comparison for each person.
  const own = { ...calibration, combines: 'mean' as const, reach: ruleOfThreeOf(people) };
  const needed = neededFmr(own, circumstances);
  const table = [{ fmr: needed, score: thresholdAtFmr(scores.impostor, needed) }];
  const tables = [{ enrolled: 1, table }];
  const { threshold, supported } = chooseThreshold({ ...own, tables }, circumstances);
  return {
    comparedWith: circumstances.people,
    targetFmr,
    neededFmr: needed,
    inUse,
    inUseImpostor: countAtLeast(scores.impostor, inUse),
    inUseGenuine: countAtLeast(scores.genuine, inUse),
    suggested: people < 2 ? null : threshold,
    supported: people >= 2 && supported,
    reach: people < 2 ? 1 : ruleOfThree((people * (people - 1)) / 2),
  };
}

/**
 * Compares the people of a gallery with each other and with themselves.
 * @returns no impostor comparisons and no rates for fewer than two people; no FNMR if nobody has two templates.
 * @throws {ModelError} when the file of a network is missing.
 */
export async function evaluateGallery(options: GalleryOptions): Promise<GalleryResult> {
  const started = performance.now();
  const recognizer = await openRecognizer(options.recognizer, options.modelsDir, options.customModel);
  try {
    const { people, enrolled } = await samplePeople(options.batches, recognizer);
    const scores = await compareAll(people, recognizer);
    const { genuine, impostor } = scores;
    const measured = genuine.length > 0 && impostor.length > 0;
    return {
      recognizer: recognizer.id,
      protocol: 'gallery',
      images: people.reduce((sum, { references }) => sum + references.length, 0),
      failures: {},
      poor: {},
      genuine: genuine.length,
      impostor: impostor.length,
      eer: measured ? equalErrorRate(genuine, impostor).eer : null,
      operatingPoints: measured ? operatingPoints(genuine, impostor, RATES) : [],
      curve: measured ? detCurve(genuine, impostor) : [],
      seconds: (performance.now() - started) / 1000,
      people: people.length,
      enrolled,
      thresholds: thresholdsOf(scores, { people: people.length, enrolled }, options),
    };
  } finally {
    await recognizer.release?.();
  }
}
