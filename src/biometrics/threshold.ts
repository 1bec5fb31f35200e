/**
 * From measured impostor scores to the threshold of a sign-in.
 *
 * Thresholds are those of the group of people whose strangers score highest. Each group also is measured as newcomers,
 * with no centre made of its own data: what a people gets that was never measured. How many people of the stranger's own kind are enrolled is not known, and matters twice:
 * each of them is a chance, and the more there are, the better the recognizer's centre fits them. So every number that
 * may be there is looked at, from one up to everybody, and the highest threshold holds.
 */
import { DECISION_FRAMES } from './decision.ts';

/** `mean`: one comparison a person, with the mean of their templates. `best`: one comparison a template. */
export type Combines = 'mean' | 'best';

/** Strictest last: the lowest score that at most the share `fmr` of strangers reaches, in the worst group. */
export type ThresholdTable = { fmr: number; score: number }[];

export type GroupPoint = { enrolled: number; fmr: number; score: number; upper: number };

/** What was measured of one group. */
export type GroupFigures = {
  group: string;
  people: number;
  comparisons: number;
  /** Pairs of names that show one face; they are left out. */
  doubles: number;
  /** The lowest FMR that the group has a say in: a tenth of what the rule of three gives for so many people. */
  reach: number;
  /** With so many of the group enrolled: scores that the share `fmr` reaches, and the upper end of the interval. */
  points: GroupPoint[];
  /** The same as newcomers: with no centre that their own data had a part in; absent where there are no centres. */
  newcomers?: GroupPoint[];
};

/** Impostor scores of one recognizer, measured by `facelogin calibrate`. */
export type Calibration = {
  recognizer: string;
  version: number;
  combines: Combines;
  people: number;
  images: number;
  /** By how many people of the stranger's group are enrolled, fewest first, from 1 on. */
  tables: { enrolled: number; table: ThresholdTable }[];
  /** The lowest FMR that the data vouch for. */
  reach: number;
  /**
   * How many times the FMR of one comparison a whole attempt of a stranger against one person has, at the upper end of
   * its interval; absent where it was not measured: then every decision counts in full.
   */
  attempt?: { factor: number; data: string };
  groups: GroupFigures[];
  /** How far, in score, the best person must lead the next one to be told apart (see `decision.ts`). */
  margin: number;
  /** Score at which two frames of one clip count as the same person (see `consistency.ts`). */
  samePerson: number;
  /** What it was measured on and how to measure it again. */
  data: string;
  command: string;
};

/** How many templates an enrollment keeps where nothing else is said. */
export const TEMPLATES_PER_PERSON = 5;

/** Of enrolled people among themselves: the share `fmr` of pairs reaches `score`. */
export type Alike = { people: number; fmr: number; score: number };

export type Circumstances = {
  /** How alike the enrolled people are, where enough are there to say. */
  alike?: Alike | undefined;
  /** Highest accepted chance that one attempt lets a stranger in as anybody. */
  targetFmr: number;
  /** How many people the attempt is compared with: everybody enrolled, or the one person named first. */
  people: number;
  /** Templates of each person. */
  templatesPerPerson?: number;
};

type Chances = Pick<Calibration, 'combines' | 'attempt'>;

/** How many times the FMR of one comparison an attempt against one person has, at most. */
function chancesPerPerson({ combines, attempt }: Chances, templatesPerPerson = TEMPLATES_PER_PERSON): number {
  const decisions = attempt?.factor ?? DECISION_FRAMES.length;
  return decisions * (combines === 'best' ? templatesPerPerson : 1);
}

/** The FMR of one comparison that keeps a whole attempt within the target. An empty gallery counts as one person. */
export function neededFmr(calibration: Chances, circumstances: Circumstances): number {
  const { targetFmr, people, templatesPerPerson } = circumstances;
  return targetFmr / (chancesPerPerson(calibration, templatesPerPerson) * Math.max(1, people));
}

/** An FMR that every group can show. */
const SHOWN = 1e-3;
/** How many times what is promised a people may get that no centre is of, while few of them are enrolled. */
export const NEWCOMERS = 3;

/** The group whose strangers need the highest threshold, where one of them is enrolled. */
export function worstGroup({ groups }: Pick<Calibration, 'groups'>): GroupFigures | undefined {
  const at = (points: readonly GroupPoint[], fmr: number) =>
    points.find((point) => point.enrolled === 1 && point.fmr <= fmr)?.score ?? Number.NEGATIVE_INFINITY;
  const needs = ({ points, newcomers = [] }: GroupFigures) =>
    Math.max(at(points, SHOWN), at(newcomers, NEWCOMERS * SHOWN));
  return [...groups].sort((a, b) => needs(b) - needs(a))[0];
}

/** The lowest FMR that so many people can vouch for by the rule of three: two people are one trial. */
export function ruleOfThreeOf(people: number): number {
  return people < 2 ? 1 : Math.min(1, 3 / ((people * (people - 1)) / 2));
}

/** The lowest threshold of a table for an FMR; undefined where none is strict enough. */
function scoreFor(table: ThresholdTable, fmr: number): number | undefined {
  return table.find((row) => row.fmr <= fmr * (1 + 1e-9))?.score;
}

/** A rise of less is chance. */
const RISE_LEAST = 0.01;

/**
 * How much higher thresholds have to be because the people of this gallery are more alike than those of the worst group
 * that was measured: the difference at a share that their own pairs show. 0 where they are not.
 */
export function riseFor({ tables }: Pick<Calibration, 'tables'>, alike: Alike | undefined): number {
  const table = alike && tables.findLast(({ enrolled }) => enrolled <= alike.people)?.table;
  const expected = table && scoreFor(table, alike.fmr);
  if (expected === undefined) return 0;
  const rise = alike!.score - expected;
  return rise < RISE_LEAST ? 0 : rise;
}

/**
 * The threshold for these circumstances: the highest of those for one person of the stranger's kind among the people,
 * for as many as the next table is for, and so on up to everybody.
 * @returns `supported: false` with the strictest measured threshold where the data cannot vouch for the target.
 * @throws {RangeError} when the calibration holds no threshold.
 */
export function chooseThreshold(
  calibration: Calibration,
  circumstances: Circumstances,
): { threshold: number; supported: boolean } {
  const people = Math.max(1, circumstances.people);
  let [threshold, measured] = [Number.NEGATIVE_INFINITY, true];
  for (const [at, { enrolled, table }] of calibration.tables.entries()) {
    if (enrolled > people) break;
    const next = calibration.tables[at + 1]?.enrolled ?? Number.POSITIVE_INFINITY;
    const alike = Math.min(people, next - 1);
    const score = scoreFor(table, neededFmr(calibration, { ...circumstances, people: alike }));
    measured &&= score !== undefined;
    threshold = Math.max(threshold, score ?? table.at(-1)?.score ?? Number.NEGATIVE_INFINITY);
  }
  if (!Number.isFinite(threshold)) throw new RangeError('Cannot choose a threshold: the calibration is empty');
  const supported = measured && people <= supportedPeople(calibration, circumstances);
  return { threshold: threshold + riseFor(calibration, circumstances.alike), supported };
}

/** The most people for whom the calibration can vouch for the target; 0 when it cannot even for one. */
export function supportedPeople(calibration: Calibration, circumstances: Omit<Circumstances, 'people'>): number {
  // The quotient may fall a rounding error short of a whole number that is exactly right.
  return Math.floor(neededFmr(calibration, { ...circumstances, people: 1 }) / calibration.reach + 1e-9);
}
