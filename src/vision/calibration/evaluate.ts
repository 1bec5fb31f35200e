/** Error rates on folds that were not calibrated on: single pairs, and people enrolled with several templates. */
import { accuracyAt, bestAccuracy, countAtLeast, equalErrorRate, roc } from '../../biometrics/metrics.ts';
import type { Calibration } from '../../biometrics/threshold.ts';
import { openPipeline } from '../pipeline.ts';
import { calibrationOf } from '../recognizers/calibration.ts';
import type { Recognizer } from '../recognizers/recognizer.ts';
import { createRecognizer } from '../recognizers/registry.ts';
import { type CalibrateOptions, impostorScores } from './calibrate.ts';
import { extractAll } from './extract.ts';
import { imagesOf, type Pair, personOf, readIdentities, readPairs } from './lfw.ts';

type Rate = { hits: number; trials: number };

export type Evaluation = {
  recognizer: string;
  folds: readonly number[];
  images: number;
  usable: number;
  refused: Record<string, number>;
  /** The official pairs of which both images are usable. Accuracy: threshold chosen on the other folds each time. */
  pairs: { genuine: number; impostor: number; accuracy: number; eer: number; tmr: { fmr: number; tmr: number }[] };
  /** Each calibrated threshold: false matches of all images against all, false non-matches of the genuine pairs. */
  thresholds: { calibratedFmr: number; threshold: number; fmr: Rate; fnmr: Rate }[];
  /** People enrolled with `templates` images, every other image of theirs a probe, best score; strictest threshold. */
  enrolled: { people: number; templates: number; threshold: number; fnmr: Rate; fmr: Rate };
};

/** How many of a person's images are enrolled: LFW has too few people with more. */
const ENROLLED = 4;
const FMRS = [0.01, 0.001];

type Scored = Pair & { score: number };
type Templates = ReadonlyMap<string, unknown>;

function sortedScores(pairs: readonly Scored[], same: boolean): Float64Array {
  return Float64Array.from(
    pairs.filter((pair) => pair.same === same),
    ({ score }) => score,
  ).sort();
}

/** Mean accuracy over the folds, each at the threshold that is best on the others. */
function crossAccuracy(pairs: readonly Scored[], folds: readonly number[]): number {
  const accuracies = folds.map((fold) => {
    const rest = pairs.filter((pair) => pair.fold !== fold);
    const { threshold } = bestAccuracy(sortedScores(rest, true), sortedScores(rest, false));
    const own = pairs.filter((pair) => pair.fold === fold);
    return accuracyAt(sortedScores(own, true), sortedScores(own, false), threshold);
  });
  return accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
}

function evaluatePairs(pairs: readonly Scored[], folds: readonly number[]): Evaluation['pairs'] {
  const [genuine, impostor] = [sortedScores(pairs, true), sortedScores(pairs, false)];
  return {
    genuine: genuine.length,
    impostor: impostor.length,
    accuracy: crossAccuracy(pairs, folds),
    eer: equalErrorRate(genuine, impostor).eer,
    tmr: roc(genuine, impostor, FMRS).map(({ fmr, tmr }) => ({ fmr, tmr })),
  };
}

/** Best score of a probe against each person's enrolled templates, genuine and impostor apart. */
function enrolledScores(enrolled: ReadonlyMap<string, unknown[]>, probes: Templates, recognizer: Recognizer) {
  const references = [...enrolled.values()].flat();
  const genuine: number[] = [];
  const impostor: number[] = [];
  for (const [image, probe] of probes) {
    const scores = recognizer.compareAll(probe, references);
    for (const [index, person] of [...enrolled.keys()].entries()) {
      const best = Math.max(...scores.subarray(index * ENROLLED, (index + 1) * ENROLLED));
      (person === personOf(image) ? genuine : impostor).push(best);
    }
  }
  return { genuine: Float64Array.from(genuine).sort(), impostor: Float64Array.from(impostor).sort() };
}

function evaluateEnrolled(
  identities: ReadonlyMap<string, string[]>,
  templates: Templates,
  recognizer: Recognizer,
  threshold: number,
): Evaluation['enrolled'] {
  const enrolled = new Map<string, unknown[]>();
  const probes = new Map<string, unknown>();
  for (const [person, images] of identities) {
    const usable = images.filter((image) => templates.has(image));
    if (usable.length <= ENROLLED) continue;
    enrolled.set(
      person,
      usable.slice(0, ENROLLED).map((image) => templates.get(image)),
    );
    for (const image of usable.slice(ENROLLED)) probes.set(image, templates.get(image));
  }
  const { genuine, impostor } = enrolledScores(enrolled, probes, recognizer);
  return {
    people: enrolled.size,
    templates: ENROLLED,
    threshold,
    fnmr: { hits: genuine.length - countAtLeast(genuine, threshold), trials: genuine.length },
    fmr: { hits: countAtLeast(impostor, threshold), trials: impostor.length },
  };
}

function evaluateThresholds(calibration: Calibration, pairs: readonly Scored[], impostor: Float64Array) {
  const genuine = sortedScores(pairs, true);
  return calibration.table.map(({ fmr, score }) => ({
    calibratedFmr: fmr,
    threshold: score,
    fmr: { hits: countAtLeast(impostor, score), trials: impostor.length },
    fnmr: { hits: genuine.length - countAtLeast(genuine, score), trials: genuine.length },
  }));
}

/**
 * Evaluates a recognizer on some folds of a data set (see `lfw.ts`), at the thresholds of its calibration.
 * @throws when the data or the models are missing.
 */
export async function evaluate(options: Omit<CalibrateOptions, 'out'>): Promise<Evaluation> {
  const { data, folds, log } = options;
  const recognizer = createRecognizer(options.recognizer);
  const calibration = calibrationOf(options.recognizer);
  const pairs = await readPairs(data, folds);
  const identities = await readIdentities(data, pairs);
  const paired = imagesOf(pairs);
  const images = [...new Set([...paired, ...[...identities.values()].flat()])];
  const pipeline = await openPipeline(options.modelsDir);
  const { templates, refused } = await extractAll(images, { data, pipeline, recognizer, log }).finally(() =>
    pipeline.release(),
  );
  const usable = pairs.filter(({ a, b }) => templates.has(a) && templates.has(b));
  const scored = usable.map((pair) => ({
    ...pair,
    score: recognizer.compare(templates.get(pair.a), templates.get(pair.b)),
  }));
  const inPairs = new Map(paired.filter((image) => templates.has(image)).map((image) => [image, templates.get(image)]));
  return {
    recognizer: recognizer.id,
    folds,
    images: images.length,
    usable: templates.size,
    refused,
    pairs: evaluatePairs(scored, folds),
    thresholds: evaluateThresholds(calibration, scored, impostorScores(inPairs, recognizer)),
    enrolled: evaluateEnrolled(identities, templates, recognizer, calibration.table.at(-1)!.score),
  };
}
