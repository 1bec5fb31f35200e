/** Measures impostor scores, all images of different people against each other, and writes the threshold table. */
import { writeFile } from 'node:fs/promises';
import { thresholdAtFmr } from '../../biometrics/metrics.ts';
import { type Calibration, supportedFmr } from '../../biometrics/threshold.ts';
import { openPipeline } from '../pipeline.ts';
import type { Recognizer, RecognizerId } from '../recognizers/recognizer.ts';
import { createRecognizer } from '../recognizers/registry.ts';
import { extractAll } from './extract.ts';
import { imagesOf, personOf, readPairs } from './lfw.ts';

export type CalibrateOptions = {
  /** Folder with `pairs.tsv` and `images/`. */
  data: string;
  folds: readonly number[];
  recognizer: RecognizerId;
  modelsDir: string;
  /** The JSON file to write. */
  out: string;
  log: (line: string) => void;
};

/** FMR of one comparison at which two frames of one clip no longer count as the same person. */
const SAME_PERSON_FMR = 0.01;

/** Scores of all pairs of templates of different people, sorted ascending. */
export function impostorScores(templates: ReadonlyMap<string, unknown>, recognizer: Recognizer): Float64Array {
  const entries = [...templates];
  const scores = new Float64Array((entries.length * (entries.length - 1)) / 2);
  let count = 0;
  for (const [index, [image, probe]] of entries.entries()) {
    const rest = entries.slice(index + 1).filter(([other]) => personOf(other) !== personOf(image));
    const row = recognizer.compareAll(
      probe,
      rest.map(([, template]) => template),
    );
    scores.set(row, count);
    count += row.length;
  }
  return scores.slice(0, count).sort();
}

/** 1-2-5 steps from 0.1 down to the first at or below `lowest`. */
export function fmrSteps(lowest: number): number[] {
  const steps: number[] = [];
  for (let decade = 1; steps.at(-1) === undefined || steps.at(-1)! > lowest; decade++) {
    for (const digit of [10, 5, 2]) if ((steps.at(-1) ?? 1) > lowest) steps.push(digit / 10 ** (decade + 1));
  }
  return steps;
}

function spread(scores: Float64Array): number {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length);
}

function rounded(score: number): number {
  return Math.ceil(score * 1e5) / 1e5;
}

/**
 * The table of {@link Calibration} from sorted impostor scores. It ends at the lowest FMR that the rule of three
 * supports: below it a threshold would rest on a handful of pairs, among them the wrong labels that every such
 * collection has. The margin is one standard deviation of the impostor scores.
 */
export function tabulate(
  scores: Float64Array,
  about: Omit<Calibration, 'table' | 'margin' | 'samePerson'>,
): Calibration {
  const calibration = { ...about, margin: rounded(spread(scores)), samePerson: 0, table: [] };
  const lowest = Math.max(supportedFmr(calibration), 1 / scores.length);
  const steps = fmrSteps(lowest).filter((fmr) => fmr >= lowest);
  return {
    ...calibration,
    samePerson: rounded(thresholdAtFmr(scores, SAME_PERSON_FMR)),
    table: [...steps, lowest].map((fmr) => ({ fmr, score: rounded(thresholdAtFmr(scores, fmr)) })),
  };
}

/**
 * Calibrates a recognizer on some folds of a data set.
 * @returns what it wrote to `out`.
 * @throws when the data or the models are missing.
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibration> {
  const { data, folds, log } = options;
  const recognizer = createRecognizer(options.recognizer);
  const images = imagesOf(await readPairs(data, folds));
  const pipeline = await openPipeline(options.modelsDir);
  const { templates, refused } = await extractAll(images, { data, pipeline, recognizer, log }).finally(() =>
    pipeline.release(),
  );
  log(`${templates.size} of ${images.length} images usable; refused: ${JSON.stringify(refused)}`);
  const scores = impostorScores(templates, recognizer);
  const calibration = tabulate(scores, {
    recognizer: recognizer.id,
    version: recognizer.version,
    people: new Set([...templates.keys()].map(personOf)).size,
    images: templates.size,
    comparisons: scores.length,
    data: `Labeled Faces in the Wild, deep-funneled, View 2, folds ${folds.join(', ')}; usable images only`,
    command: `npm run facelogin -- calibrate --data <folder> --folds ${folds.join(',')}`,
  });
  await writeFile(options.out, `${JSON.stringify(calibration, null, 2)}\n`);
  return calibration;
}
