/**
 * Error rates of people enrolled with several templates. The probe is a single image. A sign-in takes the mean of
 * several frames, and asks for a margin besides.
 */
import { identificationPoints } from '../../src/biometrics/identification.ts';
import { detCurve, drawnInterval, operatingPoints } from '../../src/biometrics/rates/points.ts';
import { equalErrorRate, errorRates } from '../../src/biometrics/rates/rates.ts';
import type { Calibration } from '../../src/biometrics/threshold.ts';
import { calibrationOf } from '../../src/vision/recognizers/calibration.ts';
import { type Scores, scoreDraws } from '../data/draws.ts';
import { extractAll } from '../data/extract.ts';
import { readIdentities } from '../data/lfw.ts';
import { compareGlances } from './glances.ts';
import type { CalibratedPoint, EvaluateOptions, Result } from './result.ts';

/** FMRs at which people enrolled with several templates are compared. The operator's own gallery has the same. */
const ENROLLED_FMRS = [1e-3, 1e-4, 1e-5, 1e-6];
const FPIRS = [1e-2, 1e-3];

function isPowerOfTen(value: number): boolean {
  return Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
}

/** What the thresholds of the calibration do here, at whole powers of ten and at the calibration's end. */
function atCalibrated({ tables }: Calibration, { genuine, impostor }: Scores, draws: number): CalibratedPoint[] {
  const { table } = tables[0]!;
  const rows = table.filter(({ fmr }, index) => index === table.length - 1 || isPowerOfTen(fmr));
  return rows.map(({ fmr: promised, score: threshold }) => {
    const { fmr, fnmr } = errorRates(genuine, impostor, threshold);
    const [fnmrLow, fnmrHigh] = drawnInterval(Math.round(fnmr * genuine.length), genuine.length, draws);
    return { promised, threshold, fmr, matches: Math.round(fmr * impostor.length), fnmr, fnmrLow, fnmrHigh };
  });
}

function ratesOf(scores: Scores, calibration: Calibration, draws: number) {
  const { genuine, impostor, mated, strangers } = scores;
  const searched = mated.length > 0 && strangers.length > 0;
  return {
    genuine: genuine.length,
    impostor: impostor.length,
    eer: equalErrorRate(genuine, impostor).eer,
    operatingPoints: operatingPoints(genuine, impostor, ENROLLED_FMRS, draws),
    identification: searched ? identificationPoints(mated, strangers, FPIRS, draws) : [],
    calibrated: atCalibrated(calibration, scores, draws),
    curve: detCurve(genuine, impostor),
  };
}

/**
 * Enrolls everybody of `identities.json` who has `enroll` usable images, and compares all other images.
 * @param options.enroll templates of each person. @param options.draws how often other images are enrolled.
 * @throws {Error} in one line: the data are missing or damaged, or too few; the operator's model has no thresholds yet.
 */
export async function evaluateIdentities(
  options: EvaluateOptions & { enroll: number; draws: number },
): Promise<Result> {
  const started = performance.now();
  const { data, recognizer, gate, enroll, draws, folds, progress } = options;
  const calibration = calibrationOf(recognizer.id, options.customModel);
  const identities = await readIdentities(data, folds);
  const images = [...new Set([...identities.values()].flat())];
  const { templates, firsts, failures, poor } = await extractAll(images, {
    ...options,
    progress: (done, all) => progress(done, all, 'images'),
  });
  const people = [...identities].map(([name, own]) => ({
    name,
    templates: own.filter((image) => templates.has(image)).map((image) => templates.get(image)),
  }));
  const scores = scoreDraws(people, options);
  if (!scores.genuine.length || !scores.impostor.length) {
    throw new Error(`Cannot evaluate: it takes two people, one with more than ${enroll} images that give a template.`);
  }
  const thresholds = calibration.tables[0]!.table.filter(({ fmr }) => fmr <= 1e-3).map(({ score }) => score);
  return {
    recognizer: recognizer.id,
    protocol: 'identities',
    images: images.length,
    failures,
    poor,
    ...ratesOf(scores, calibration, draws),
    glances: compareGlances(people, firsts, { recognizer, enroll, thresholds }),
    seconds: (performance.now() - started) / 1000,
    people: people.filter((person) => person.templates.length >= enroll).length,
    enroll,
    draws,
    ...(folds && { folds }),
    gate,
  };
}
