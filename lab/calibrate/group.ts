/** Measures the scores of strangers of one group at each FMR. */
import { seededRandom } from '../../src/biometrics/random.ts';
import { thresholdAtFmr } from '../../src/biometrics/rates/rates.ts';
import { scoresAt, tailOf, tailShare } from '../../src/biometrics/rates/tail.ts';
import { type GroupFigures, type GroupPoint, ruleOfThreeOf } from '../../src/biometrics/threshold.ts';
import type { Recognizer } from '../../src/vision/recognizers/recognizer.ts';
import type { Portrayed } from '../data/portraits.ts';
import { impostorsOf, withoutDoubles } from './impostors.ts';
import { fmrsTo, roundedUp } from './steps.ts';

/**
 * Numbers of enrolled people of one's own kind that have a table. A recognizer without a centre has the first alone.
 */
export const ENROLLED = [1, 5, 20, 50, 200];
/** How far below its own rule of three the tail of a group is believed, at the upper end of its interval. */
const BEYOND = 10;

/** `spread`: standard deviation of the scores before one person. */
export type Measured = { figures: GroupFigures; spread: number };

type Different = ReturnType<typeof withoutDoubles>;

/** The score at each FMR: counted as long as such scores are frequent, then by the tail with its interval. */
function pointsOf(impostors: Different, fmrs: readonly number[], enrolled: number): GroupPoint[] {
  const share = tailShare(impostors.scores.length);
  const sorted = Float64Array.from(impostors.scores).sort();
  const rare = fmrs.filter((fmr) => fmr <= share);
  const beyond = scoresAt(tailOf(impostors), rare, seededRandom(enrolled));
  const inside = fmrs
    .filter((fmr) => fmr > share)
    .map((fmr) => {
      const score = thresholdAtFmr(sorted, fmr);
      return { fmr, score, upper: score };
    });
  return [...inside, ...beyond].map(({ fmr, score, upper }) => ({
    enrolled,
    fmr,
    score: roundedUp(score),
    upper: roundedUp(upper),
  }));
}

function spreadOf(scores: Float32Array): number {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length);
}

/**
 * Measures one group with one of its people enrolled and with more.
 * @param unseen a source whose centre is left out.
 * @returns the points, and the comparisons with one enrolled as `alone`.
 */
function measurePoints(people: readonly Portrayed[], recognizer: Recognizer, fmrs: readonly number[], unseen?: string) {
  const points: GroupPoint[] = [];
  let alone: Different | undefined;
  for (const enrolled of recognizer.follows ? ENROLLED : [1]) {
    const impostors = impostorsOf(people, { recognizer, enrolled, ...(unseen && { unseen }) });
    if (impostors.scores.length === 0) continue;
    const different = withoutDoubles(impostors, recognizer.double);
    alone ??= different;
    points.push(...pointsOf(different, fmrs, enrolled));
  }
  return { points, alone };
}

/**
 * Measures one group twice: with all centres of the recognizer, and as newcomers, without the centre of their source.
 */
export function measureGroup(group: string, people: readonly Portrayed[], recognizer: Recognizer): Measured {
  const reach = ruleOfThreeOf(people.length) / BEYOND;
  const fmrs = fmrsTo(reach);
  const { points, alone } = measurePoints(people, recognizer, fmrs);
  const { source } = people[0]!;
  const newcomers = recognizer.centres?.includes(source) && measurePoints(people, recognizer, fmrs, source).points;
  const counted = { comparisons: alone?.scores.length ?? 0, doubles: alone?.doubles ?? 0 };
  return {
    figures: { group, people: people.length, ...counted, reach, points, ...(newcomers && { newcomers }) },
    spread: alone ? spreadOf(alone.scores) : 0,
  };
}
