/** How often strangers of a group match: the FMR between people of one group at each level. */
import { seededRandom, shuffled } from '../../../src/biometrics/random.ts';
import { clopperPearson, countAtLeast, thresholdAtFmr } from '../../../src/biometrics/rates/rates.ts';
import { drawnAnew, type Impostors } from '../../../src/biometrics/rates/tail.ts';
import { ruleOfThreeOf } from '../../../src/biometrics/threshold.ts';
import type { Recognizer } from '../../../src/vision/recognizers/recognizer.ts';
import { impostorsOf, withoutDoubles } from '../../calibrate/impostors.ts';
import type { Portrayed } from '../../data/portraits.ts';
import { type Level, PROMISED } from './levels.ts';

/** People of one's own kind who are enrolled, at most half of the group. */
const MANY = 50;
/** Times that people are drawn anew for an interval. */
const DRAWS = 200;
/** Matches that a rate rests on at least, where groups are compared. */
const MATCHES_LEAST = 20;

/** How often strangers match. `low` to `high` is the 95 % interval, over the people. */
export type FmrPoint = { promised: number; threshold: number; matches: number; fmr: number; low: number; high: number };

/** With `enrolled` of the group in the gallery. `among`: people in it in all, where others are enrolled, too. */
export type Strangers = { enrolled: number; among?: number; comparisons: number; points: FmrPoint[] };

/** Where the best group has this FMR at a threshold, with one enrolled: how many times as much the worst group has. */
export type Ratio = { fmr: number; threshold: number; best: string; worst: string; ratio: number };

/** Scores of strangers before one person of a group, sorted ascending. */
export type Alone = { group: string; scores: Float64Array };

type Gallery = Impostors & { doubles: number; enrolled: number; among?: number };

/** The galleries before which strangers of a group stand: one of them, many of them, and one of them among others. */
function galleriesFor(members: readonly Portrayed[], rest: readonly Portrayed[], recognizer: Recognizer) {
  const galleries: { enrolled: number; others?: readonly Portrayed[] }[] = [{ enrolled: 1 }];
  if (!recognizer.follows) return galleries;
  const many = Math.min(MANY, Math.floor(members.length / 2));
  if (many > 1) galleries.push({ enrolled: many });
  const others = shuffled(rest, seededRandom(1)).slice(0, MANY - 1);
  if (others.length === MANY - 1) galleries.push({ enrolled: 1, others });
  return galleries;
}

/** Compares the members of a group with each other. @param rest people of the other groups. */
export function compareStrangers(
  members: readonly Portrayed[],
  rest: readonly Portrayed[],
  recognizer: Recognizer,
): Gallery[] {
  return galleriesFor(members, rest, recognizer).map(({ enrolled, others }) => ({
    enrolled,
    ...(others && { among: enrolled + others.length }),
    ...withoutDoubles(impostorsOf(members, { recognizer, enrolled, ...(others && { others }) }), recognizer.double),
  }));
}

/** The share of comparisons that match when people are drawn anew: its 2.5 and 97.5 % points. */
function interval(impostors: Impostors, threshold: number): [number, number] {
  const { people, scores, pairs } = impostors;
  const hits = [...pairs.filter((_, at) => scores[at]! >= threshold)];
  if (hits.length === 0) return [0, ruleOfThreeOf(people)];
  const random = seededRandom(1);
  const rates = Array.from({ length: DRAWS }, () => {
    const times = drawnAnew(people, random);
    const weighed = hits.reduce((sum, pair) => sum + times[Math.floor(pair / people)]! * times[pair % people]!, 0);
    return weighed / scores.length;
  }).sort((a, b) => a - b);
  const [, exact] = clopperPearson(hits.length, scores.length);
  return [rates[Math.floor(0.025 * DRAWS)]!, Math.max(exact, rates[Math.ceil(0.975 * DRAWS) - 1]!)];
}

/** The rates of one gallery at each level. */
export function strangersOf({ enrolled, among, ...impostors }: Gallery, levels: readonly Level[]): Strangers {
  const comparisons = impostors.scores.length;
  const points = levels.map(({ promised, threshold }) => {
    const matches = impostors.scores.filter((score) => score >= threshold).length;
    const [low, high] = interval(impostors, threshold);
    return { promised, threshold, matches, fmr: matches / comparisons, low, high };
  });
  return { enrolled, comparisons, points, ...(among && { among }) };
}

/** Compares the worst group with the best. It takes only groups with enough comparisons to show the rate. */
export function ratiosOf(all: readonly Alone[]): Ratio[] {
  return PROMISED.flatMap((fmr) => {
    const shown = all.filter(({ scores }) => scores.length * fmr >= MATCHES_LEAST);
    const best = [...shown].sort((a, b) => thresholdAtFmr(a.scores, fmr) - thresholdAtFmr(b.scores, fmr))[0];
    if (!best || shown.length < 2) return [];
    const threshold = thresholdAtFmr(best.scores, fmr);
    const rates = shown.map(({ group, scores }) => ({ group, rate: countAtLeast(scores, threshold) / scores.length }));
    const worst = rates.reduce((most, one) => (one.rate > most.rate ? one : most));
    return [{ fmr, threshold, best: best.group, worst: worst.group, ratio: worst.rate / fmr }];
  });
}
