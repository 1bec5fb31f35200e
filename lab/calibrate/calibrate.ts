/** Measures impostor scores group by group and writes the thresholds at which the worst of them gets what is promised. */
import { writeFile } from 'node:fs/promises';
import { seededRandom } from '../../src/biometrics/random.ts';
import { thresholdAtFmr } from '../../src/biometrics/rates/rates.ts';
import { scoresAt, tailOf, tailShare } from '../../src/biometrics/rates/tail.ts';
import {
  type Calibration,
  type GroupFigures,
  type GroupPoint,
  NEWCOMERS,
  ruleOfThreeOf,
  type ThresholdTable,
  worstGroup,
} from '../../src/biometrics/threshold.ts';
import { openPipeline } from '../../src/vision/pipeline/pipeline.ts';
import type { Recognizer, RecognizerId } from '../../src/vision/recognizers/recognizer.ts';
import { openRecognizer } from '../../src/vision/recognizers/registry.ts';
import { byGroup, keptApart, type SetOptions } from '../data/groups.ts';
import { type Portrayed, portray } from '../data/portraits.ts';
import { type AttemptFactor, attemptFactor } from './attempts.ts';
import { impostorsOf, withoutDoubles } from './impostors.ts';

export type CalibrateOptions = {
  sets: readonly SetOptions[];
  recognizer: RecognizerId;
  modelsDir: string;
  /** Path of the description of the operator's own model, for `custom`. */
  customModel?: string;
  /** The JSON file to write. */
  out: string;
  /** How it was called, for the file. */
  command: string;
  log: (line: string) => void;
  progress: (done: number, all: number, what: string) => void;
};

/**
 * FMR of one comparison, in the worst group, at which two frames of one clip no longer count as the same person. With
 * LBPH it is of the largest group: frames of a clip that turns and talks fall below a stricter one.
 */
const SAME_PERSON_FMR = 0.01;
/** Numbers of people of one's own kind for which there is a table. A recognizer without a centre has the first alone. */
const ENROLLED = [1, 5, 20, 50, 200];
/** How far below its own rule of three a group's tail is believed, at the upper end of its interval. */
const BEYOND = 10;
/** 1-2-5 steps from 0.1 down to the first at or below `lowest`. */
export function fmrSteps(lowest: number): number[] {
  const steps: number[] = [];
  for (let decade = 1; steps.at(-1) === undefined || steps.at(-1)! > lowest; decade++) {
    for (const digit of [10, 5, 2]) if ((steps.at(-1) ?? 1) > lowest) steps.push(digit / 10 ** (decade + 1));
  }
  return steps;
}

/** Up, so that a threshold never lets more in than was measured. */
function rounded(score: number): number {
  return Math.ceil(score * 1e5) / 1e5;
}

/** Scores at each FMR: counted as long as they are frequent, then by the tail with its interval. */
function pointsOf(impostors: ReturnType<typeof withoutDoubles>, fmrs: readonly number[], enrolled: number) {
  const share = tailShare(impostors.scores.length);
  const sorted = Float64Array.from(impostors.scores).sort();
  const counted = fmrs.filter((fmr) => fmr > share);
  const beyond = scoresAt(
    tailOf(impostors),
    fmrs.filter((fmr) => fmr <= share),
    seededRandom(enrolled),
  );
  const inside = counted.map((fmr) => {
    const score = thresholdAtFmr(sorted, fmr);
    return { fmr, score, upper: score };
  });
  return [...inside, ...beyond].map(({ fmr, score, upper }) => ({
    enrolled,
    fmr,
    score: rounded(score),
    upper: rounded(upper),
  }));
}

function spreadOf(scores: Float32Array): number {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length);
}

type Measured = { figures: GroupFigures; spread: number };

/** Scores of one group with one of them enrolled and with more. `unseen`: a source whose centre is left out. */
function measurePoints(people: readonly Portrayed[], recognizer: Recognizer, fmrs: readonly number[], unseen?: string) {
  const points: GroupPoint[] = [];
  let alone: ReturnType<typeof withoutDoubles> | undefined;
  for (const enrolled of recognizer.follows ? ENROLLED : [1]) {
    const impostors = impostorsOf(people, { recognizer, enrolled, ...(unseen && { unseen }) });
    if (impostors.scores.length === 0) continue;
    const different = withoutDoubles(impostors, recognizer.double);
    alone ??= different;
    points.push(...pointsOf(different, fmrs, enrolled));
  }
  return { points, alone };
}

/** One group, as the recognizer comes and as newcomers. `spread`: of the scores before one. */
function measureGroup(group: string, people: readonly Portrayed[], recognizer: Recognizer): Measured {
  const reach = ruleOfThreeOf(people.length) / BEYOND;
  const fmrs = [...fmrSteps(reach).filter((fmr) => fmr > reach), reach];
  const { points, alone } = measurePoints(people, recognizer, fmrs);
  const { source } = people[0]!;
  const newcomers = recognizer.centres?.includes(source) && measurePoints(people, recognizer, fmrs, source).points;
  const counted = { comparisons: alone?.scores.length ?? 0, doubles: alone?.doubles ?? 0 };
  return {
    figures: { group, people: people.length, ...counted, reach, points, ...(newcomers && { newcomers }) },
    spread: alone ? spreadOf(alone.scores) : 0,
  };
}

/** The point at an FMR; where the data of a group end above it, the last that they show. */
function pointAt(points: readonly GroupPoint[], enrolled: number, fmr: number): GroupPoint | undefined {
  const own = points.filter((point) => point.enrolled === enrolled);
  return own.find((one) => one.fmr <= fmr * (1 + 1e-9)) ?? own.at(-1);
}

/** The score at an FMR between two points, on a straight line over its logarithm, as tails nearly are. */
function scoreBetween(points: readonly GroupPoint[], enrolled: number, fmr: number): number | undefined {
  const rarer = pointAt(points, enrolled, fmr);
  const before = points.findLast((point) => point.enrolled === enrolled && point.fmr > fmr * (1 + 1e-9));
  if (!rarer || !before || rarer === before) return rarer?.score;
  const part = Math.log(before.fmr / fmr) / Math.log(before.fmr / rarer.fmr);
  return rounded(before.score + Math.min(1, part) * (rarer.score - before.score));
}

/**
 * The threshold at each FMR: that of the worst group, at the upper end of its interval, and one at which no group would
 * get more than {@link NEWCOMERS} times as much as newcomers.
 */
export function worstTable(groups: readonly GroupFigures[], enrolled: number, reach: number): ThresholdTable {
  const fmrs = [...fmrSteps(reach).filter((fmr) => fmr > reach), reach];
  let strictest = Number.NEGATIVE_INFINITY;
  return fmrs.map((fmr) => {
    for (const { points, newcomers = [] } of groups) {
      const known = pointAt(points, enrolled, fmr)?.upper;
      const unknown = scoreBetween(newcomers, enrolled, Math.min(0.1, NEWCOMERS * fmr));
      strictest = Math.max(strictest, known ?? strictest, unknown ?? strictest);
    }
    return { fmr, score: strictest };
  });
}

/** Scores of single images of people of one group, of different people. */
function singleScores(people: readonly Portrayed[], recognizer: Recognizer): Float64Array {
  const scores: number[] = [];
  const templates = people.map((person) => person.templates[0]);
  for (const [at, probe] of templates.entries()) scores.push(...recognizer.compareAll(probe, templates.slice(at + 1)));
  return Float64Array.from(scores.filter((score) => score < recognizer.double)).sort();
}

/** The attempt's factor: that of the group where it is highest. */
function worstAttempt(groups: ReadonlyMap<string, Portrayed[]>, recognizer: Recognizer): AttemptFactor | undefined {
  const found = [...groups].map(([group, people]) => attemptFactor(group, people, recognizer, people[0]!.source));
  return found.filter((one) => one !== undefined).sort((a, b) => b.upper - a.upper)[0];
}

/** The whole calibration, from the templates of all sets. */
export function calibrationFrom(people: readonly Portrayed[], recognizer: Recognizer, command: string): Calibration {
  const groups = byGroup(people);
  const measured = [...groups].map(([group, members]) => measureGroup(group, members, recognizer));
  const figures = measured.map((one) => one.figures);
  const reach = worstGroup({ groups: figures })!.reach;
  const attempt = worstAttempt(groups, recognizer);
  const bySize = [...groups.values()].sort((a, b) => b.length - a.length);
  const samePerson = (recognizer.id === 'lbph' ? bySize.slice(0, 1) : bySize).map((members) =>
    thresholdAtFmr(singleScores(members, recognizer), SAME_PERSON_FMR),
  );
  const steps = ENROLLED.filter((enrolled) =>
    figures.some(({ points }) => points.some((p) => p.enrolled === enrolled)),
  );
  return {
    recognizer: recognizer.id,
    version: recognizer.version,
    combines: recognizer.combines,
    people: people.length,
    images: people.reduce((sum, { templates }) => sum + templates.length, 0),
    reach,
    ...(attempt && {
      attempt: {
        factor: Math.max(1, rounded(attempt.upper)),
        data: `${attempt.group}, ${attempt.people} people, at FMR ${attempt.fmr}: ${attempt.factor.toFixed(2)}, upper end ${attempt.upper.toFixed(2)}`,
      },
    }),
    margin: rounded(Math.max(...measured.map(({ spread }) => spread))),
    samePerson: rounded(Math.max(...samePerson)),
    tables: steps.map((enrolled) => ({ enrolled, table: worstTable(figures, enrolled, reach) })),
    groups: figures,
    data: [...groups].map(([group, members]) => `${group} (${members.length} people)`).join(', '),
    command,
  };
}

/** Each row of a table in one line, so that a file is read, and a change of it, too. */
function asJson(calibration: Calibration): string {
  const leaf = /\{\n\s+("[^{}[\]]*?)\n\s+\}/g;
  const inLine = (_: string, inside: string) => `{ ${inside.replace(/\n\s+/g, ' ')} }`;
  return `${JSON.stringify(calibration, null, 2).replace(leaf, inLine)}\n`;
}

/**
 * Calibrates a recognizer on sets of people.
 * @returns what it wrote to `out`.
 * @throws when the data or the models are missing.
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibration> {
  const { sets, log, progress, command } = options;
  const recognizer = await openRecognizer(options.recognizer, options.modelsDir, options.customModel);
  const pipeline = await openPipeline(options.modelsDir);
  const people: Portrayed[] = [];
  for (const set of sets) {
    const found = await portray(set, { pipeline, recognizer, gate: false, progress });
    log(`${set.data}: ${found.people.length} people, ${found.images} images; not: ${JSON.stringify(found.failures)}`);
    people.push(...keptApart(people, found.people, set.data));
  }
  await pipeline.release();
  const calibration = calibrationFrom(people, recognizer, command);
  await recognizer.release?.();
  await writeFile(options.out, asJson(calibration));
  return calibration;
}
