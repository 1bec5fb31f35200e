/** Measures impostor scores, all images of different people against each other, and writes the threshold table. */
import { writeFile } from 'node:fs/promises';
import { thresholdAtFmr } from '../../biometrics/metrics.ts';
import { type Calibration, supportedFmr, TEMPLATES_PER_PERSON } from '../../biometrics/threshold.ts';
import { openPipeline } from '../pipeline.ts';
import type { Recognizer, RecognizerId } from '../recognizers/recognizer.ts';
import { openRecognizer } from '../recognizers/registry.ts';
import { extractAll } from './extract.ts';
import { imagesOf, personOf, readPairs } from './lfw.ts';

export type CalibrateOptions = {
  /** Folder with `pairs.tsv` and `images/`. */
  data: string;
  folds: readonly number[];
  recognizer: RecognizerId;
  modelsDir: string;
  /** Path of the description of the operator's own model, for `custom`. */
  customModel?: string;
  /** The JSON file to write. */
  out: string;
  log: (line: string) => void;
  progress: (done: number, all: number) => void;
};

/**
 * FMR of one comparison at which two frames of one clip no longer count as the same person. Frames of a clip that
 * turns and talks fall below a stricter one with LBPH; the embedding's stay far above (0.7 and more).
 */
const SAME_PERSON_FMR: Record<string, number> = { embedding: 0.001, custom: 0.001, lbph: 0.01 };

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

/**
 * Scores of every image with every other person, sorted ascending, each person enrolled with up to
 * {@link TEMPLATES_PER_PERSON} of their images: what a recognizer compares that takes the mean of the templates.
 */
export function strangerScores(templates: ReadonlyMap<string, unknown>, recognizer: Recognizer): Float64Array {
  const people = new Map<string, [string, unknown][]>();
  for (const entry of templates) {
    const person = personOf(entry[0]);
    people.set(person, [...(people.get(person) ?? []), entry]);
  }
  const index = recognizer.createIndex();
  for (const [person, images] of people) {
    const enrolled = images.slice(0, TEMPLATES_PER_PERSON);
    index.put(
      person,
      enrolled.map(([templateId, template]) => ({ templateId, template })),
    );
  }
  const scores = new Float64Array(templates.size * (people.size - 1));
  let count = 0;
  for (const [image, probe] of templates) {
    for (const person of people.keys()) {
      if (person !== personOf(image)) scores[count++] = index.verify(probe, person)!.score;
    }
  }
  return scores.sort();
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
 * The table of {@link Calibration} from sorted impostor scores, those that decide and those of single images. It ends at the lowest FMR that the rule of three
 * supports: below it a threshold would rest on a handful of pairs, among them the wrong labels that every such
 * collection has. The margin is one standard deviation of the impostor scores.
 */
export function tabulate(
  scores: Float64Array,
  pairs: Float64Array,
  about: Omit<Calibration, 'table' | 'margin' | 'samePerson'>,
): Calibration {
  const calibration = { ...about, margin: rounded(spread(scores)), samePerson: 0, table: [] };
  const lowest = Math.max(supportedFmr(calibration), 1 / scores.length);
  const steps = fmrSteps(lowest).filter((fmr) => fmr >= lowest);
  return {
    ...calibration,
    samePerson: rounded(thresholdAtFmr(pairs, SAME_PERSON_FMR[about.recognizer]!)),
    table: [...steps, lowest].map((fmr) => ({ fmr, score: rounded(thresholdAtFmr(scores, fmr)) })),
  };
}

/**
 * Calibrates a recognizer on some folds of a data set.
 * @returns what it wrote to `out`.
 * @throws when the data or the models are missing.
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibration> {
  const { data, folds, log, progress } = options;
  const recognizer = await openRecognizer(options.recognizer, options.modelsDir, options.customModel);
  const images = imagesOf(await readPairs(data, folds));
  const pipeline = await openPipeline(options.modelsDir);
  const extract = { data, pipeline, recognizer, gate: false, progress };
  const { templates, failures } = await extractAll(images, extract).finally(() => pipeline.release());
  log(`${templates.size} of ${images.length} images have a face; not: ${JSON.stringify(failures)}`);
  const pairs = impostorScores(templates, recognizer);
  const scores = recognizer.combines === 'mean' ? strangerScores(templates, recognizer) : pairs;
  const calibration = tabulate(scores, pairs, {
    recognizer: recognizer.id,
    version: recognizer.version,
    combines: recognizer.combines,
    people: new Set([...templates.keys()].map(personOf)).size,
    images: templates.size,
    comparisons: scores.length,
    data: `Labeled Faces in the Wild, deep-funneled, View 2, folds ${folds.join(', ')}; the central face of each image`,
    command: `npm run facelogin -- calibrate --data <folder> --recognizer ${recognizer.id} --folds ${folds.join(',')}`,
  });
  await writeFile(options.out, `${JSON.stringify(calibration, null, 2)}\n`);
  return calibration;
}
