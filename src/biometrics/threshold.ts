/**
 * Chooses the threshold of a sign-in from measured impostor scores.
 *
 * Thresholds are those of the group whose strangers score highest. Each group is also measured as newcomers, without a
 * centre from its own data: that stands for a people that was never measured. The number of enrolled people of the
 * stranger's own kind is unknown, and it matters twice: each of them is a chance of a false match, and the more there
 * are, the better the recognizer's centre fits them. So the choice looks at every possible number, from one to
 * everybody, and takes the highest threshold.
 */
import { DECISION_FRAMES } from './decision.ts';

/** `mean`: one comparison for each person, with the mean of the templates. `best`: one comparison for each template. */
export type Combines = 'mean' | 'best';

/** Lowest scores that at most the share `fmr` of strangers reaches, in the worst group. The strictest is last. */
export type ThresholdTable = { fmr: number; score: number }[];

export type GroupPoint = { enrolled: number; fmr: number; score: number; upper: number };

/** The measurements of one group. */
export type GroupFigures = {
  group: string;
  people: number;
  comparisons: number;
  /** Pairs of names that show one face. They are left out. */
  doubles: number;
  /** The lowest FMR for which the group is used: a tenth of the rule of three for its number of people. */
  reach: number;
  /** With `enrolled` people of the group: the score that the share `fmr` reaches, and the upper end of its interval. */
  points: GroupPoint[];
  /** The same for newcomers: without the centres that their own data are part of. Absent without centres. */
  newcomers?: GroupPoint[];
};

/** Impostor scores of one recognizer, measured by `facelogin calibrate`. */
export type Calibration = {
  recognizer: string;
  version: number;
  combines: Combines;
  people: number;
  images: number;
  /** One table for each number of enrolled people of the stranger's group, from 1 on, fewest first. */
  tables: { enrolled: number; table: ThresholdTable }[];
  /** The lowest FMR that the data support. */
  reach: number;
  /**
   * FMR of an entire attempt of a stranger against one person, in multiples of the FMR of one comparison, at the upper
   * end of its interval. Absent when not measured: then each decision is taken for an independent comparison.
   */
  attempt?: { factor: number; data: string };
  groups: GroupFigures[];
  /** Least lead of the best person over the next one, in score (see `decision.ts`). */
  margin: number;
  /** From this score on, two frames of one clip are of the same person (see `consistency.ts`). */
  samePerson: number;
  /** The data of the measurement, and the command that repeats it. */
  data: string;
  command: string;
};

/** Number of templates of an enrollment by default. */
export const TEMPLATES_PER_PERSON = 5;

/** Among the enrolled people, the share `fmr` of pairs reaches `score`. */
export type Alike = { people: number; fmr: number; score: number };

export type Circumstances = {
  /** How alike the enrolled people are, if there are enough of them. */
  alike?: Alike | undefined;
  /** Highest accepted chance that one attempt lets a stranger in as anybody. */
  targetFmr: number;
  /** How many people the attempt is compared with: everybody enrolled (1:N), or the one person named first (1:1). */
  people: number;
  /** Number of templates of each person. */
  templatesPerPerson?: number;
};

type Chances = Pick<Calibration, 'combines' | 'attempt'>;

/** Largest FMR of an attempt against one person, in multiples of the FMR of one comparison. */
function chancesPerPerson({ combines, attempt }: Chances, templatesPerPerson = TEMPLATES_PER_PERSON): number {
  const decisions = attempt?.factor ?? DECISION_FRAMES.length;
  return decisions * (combines === 'best' ? templatesPerPerson : 1);
}

/**
 * The FMR of one comparison that keeps an entire attempt within the target. An empty gallery is taken as one person.
 */
export function neededFmr(calibration: Chances, circumstances: Circumstances): number {
  const { targetFmr, people, templatesPerPerson } = circumstances;
  return targetFmr / (chancesPerPerson(calibration, templatesPerPerson) * Math.max(1, people));
}

/** An FMR for which every group has enough data. */
const SHOWN = 1e-3;
/** A people without a centre may get this many times the target, while few of them are enrolled. */
export const NEWCOMERS = 3;

/** The group whose strangers need the highest threshold when one person of the group is enrolled. */
export function worstGroup({ groups }: Pick<Calibration, 'groups'>): GroupFigures | undefined {
  const at = (points: readonly GroupPoint[], fmr: number) =>
    points.find((point) => point.enrolled === 1 && point.fmr <= fmr)?.score ?? Number.NEGATIVE_INFINITY;
  const needs = ({ points, newcomers = [] }: GroupFigures) =>
    Math.max(at(points, SHOWN), at(newcomers, NEWCOMERS * SHOWN));
  return [...groups].sort((a, b) => needs(b) - needs(a))[0];
}

/** The lowest FMR that this number of people supports, by the rule of three. Two people are one trial. */
export function ruleOfThreeOf(people: number): number {
  return people < 2 ? 1 : Math.min(1, 3 / ((people * (people - 1)) / 2));
}

/** The lowest threshold of a table for an FMR; undefined when none is strict enough. */
function scoreFor(table: ThresholdTable, fmr: number): number | undefined {
  return table.find((row) => row.fmr <= fmr * (1 + 1e-9))?.score;
}

/** A smaller rise is chance. */
const RISE_LEAST = 0.01;

/**
 * How much higher thresholds must be because the people of this gallery are more alike than those of the worst measured
 * group: the difference in score at the FMR of `alike`. 0 when they are not more alike.
 */
export function riseFor({ tables }: Pick<Calibration, 'tables'>, alike: Alike | undefined): number {
  const table = alike && tables.findLast(({ enrolled }) => enrolled <= alike.people)?.table;
  const expected = table && scoreFor(table, alike.fmr);
  if (expected === undefined) return 0;
  const rise = alike!.score - expected;
  return rise < RISE_LEAST ? 0 : rise;
}

/**
 * The threshold for these circumstances: the highest over all numbers of enrolled people of the stranger's kind, from
 * one to everybody. Each table stands for the numbers up to the next table.
 * @returns `supported: false` with the strictest measured threshold when the data do not support the target.
 * @throws {RangeError} when the calibration has no threshold.
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

/** The largest number of people for which the calibration supports the target; 0 when it does not even for one. */
export function supportedPeople(calibration: Calibration, circumstances: Omit<Circumstances, 'people'>): number {
  // The quotient may be a rounding error below an integer that is exactly right.
  return Math.floor(neededFmr(calibration, { ...circumstances, people: 1 }) / calibration.reach + 1e-9);
}
