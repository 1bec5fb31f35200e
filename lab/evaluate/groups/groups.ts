/**
 * Error rates group by group, at the thresholds in force: FMR between people of one group, with one of them enrolled
 * and with many, FNMR with one, two and four frames, and how far the worst group lies from the best (NIST IR 8280).
 */

import { seededRandom, shuffled } from '../../../src/biometrics/random.ts';
import { type DetPoint, detCurve, drawnInterval } from '../../../src/biometrics/rates/points.ts';
import { clopperPearson, countAtLeast, thresholdAtFmr } from '../../../src/biometrics/rates/rates.ts';
import { drawnAnew, type Impostors } from '../../../src/biometrics/rates/tail.ts';
import { type Calibration, ruleOfThreeOf } from '../../../src/biometrics/threshold.ts';
import type { Recognizer } from '../../../src/vision/recognizers/recognizer.ts';
import { impostorsOf, withoutDoubles } from '../../calibrate/impostors.ts';
import { byGroup } from '../../data/groups.ts';
import type { Portrayed } from '../../data/portraits.ts';

/** What a threshold promises of one comparison; thresholds are those of the calibration for one person. */
const PROMISED = [1e-3, 1e-4, 1e-5];
/** Frames of one sign-in whose scores are averaged. */
export const FRAMES = [1, 2, 4];
/** People of one's own kind who are enrolled, at most half of the group. */
const MANY = 50;
/** Templates that a person is enrolled with, as far as there are images; one is left as a probe. */
const ENROLL_MOST = 4;
const DRAWS = 200;
/** Times that other images of a person are enrolled. */
const OWN_DRAWS = 10;
/** Matches that a rate rests on, where groups are compared. */
const MATCHES_LEAST = 20;
/** True comparisons that a curve of a group needs of its own. */
const GENUINE_LEAST = 30;

/** How often strangers match: `low` to `high` is the 95 % interval, over the people. */
export type FmrPoint = { promised: number; threshold: number; matches: number; fmr: number; low: number; high: number };
export type FnmrPoint = {
  promised: number;
  threshold: number;
  frames: number;
  /** Of one draw: the draws go through the same images again and again. */
  trials: number;
  fnmr: number;
  low: number;
  high: number;
};

export type GroupResult = {
  group: string;
  people: number;
  doubles: number;
  /** With so many of the group enrolled, one first; `among` so many people in all, where others are enrolled, too. */
  strangers: { enrolled: number; among?: number; comparisons: number; points: FmrPoint[] }[];
  /** Empty where nobody has two images. */
  own: FnmrPoint[];
  curve: DetPoint[];
  /** Whether the curve's FNMR is of all groups together, for want of true comparisons in this one. */
  pooled: boolean;
};

export type GroupsResult = {
  recognizer: string;
  /** FMRs that a threshold promises of one comparison, the one in force among them. */
  levels: readonly number[];
  /** That of a sign-in of one named person, by this server's settings. */
  inForce?: number;
  groups: GroupResult[];
  /** At the threshold at which the best group has this FMR, one enrolled: how many times as much the worst has. */
  ratios: { fmr: number; threshold: number; best: string; worst: string; ratio: number }[];
};

/** The lowest threshold that promises this FMR of a comparison with one person; undefined where none does. */
export function thresholdFor({ tables }: Calibration, promised: number): number | undefined {
  return tables[0]!.table.find(({ fmr }) => fmr <= promised * (1 + 1e-9))?.score;
}

/** The share of comparisons at a threshold when people are drawn anew; the 2.5 and 97.5 % points of it. */
function interval(impostors: Impostors, threshold: number): [number, number] {
  const { people, scores, pairs } = impostors;
  const hits = [...pairs.filter((_, at) => scores[at]! >= threshold)];
  if (hits.length === 0) return [0, ruleOfThreeOf(people)];
  const random = seededRandom(1);
  const rates = Array.from({ length: DRAWS }, () => {
    const times = drawnAnew(people, random);
    return (
      hits.reduce((sum, pair) => sum + times[Math.floor(pair / people)]! * times[pair % people]!, 0) / scores.length
    );
  }).sort((a, b) => a - b);
  const [, exact] = clopperPearson(hits.length, scores.length);
  return [rates[Math.floor(0.025 * DRAWS)]!, Math.max(exact, rates[Math.ceil(0.975 * DRAWS) - 1]!)];
}

/** A promised FMR, and the threshold that keeps it. */
type Level = { promised: number; threshold: number };

function levelsOf(calibration: Calibration, levels: readonly number[]): Level[] {
  return levels.flatMap((promised) => {
    const threshold = thresholdFor(calibration, promised);
    return threshold === undefined ? [] : [{ promised, threshold }];
  });
}

function strangersOf(
  impostors: Impostors,
  enrolled: number,
  levels: readonly Level[],
): GroupResult['strangers'][number] {
  const comparisons = impostors.scores.length;
  const points = levels.map(({ promised, threshold }) => {
    const matches = impostors.scores.filter((score) => score >= threshold).length;
    const [low, high] = interval(impostors, threshold);
    return { promised, threshold, matches, fmr: matches / comparisons, low, high };
  });
  return { enrolled, comparisons, points };
}

/**
 * For each person, draw after draw: scores of the images that are not enrolled with those that are.
 * @param enroll templates a person; people with no more images are left out. Left out: up to {@link ENROLL_MOST}, as
 * long as one image is left.
 */
function genuineOf(people: readonly Portrayed[], recognizer: Recognizer, enroll?: number): number[][] {
  const able = people.filter(({ templates }) => templates.length > (enroll ?? 1));
  return Array.from({ length: OWN_DRAWS }, (_, seed) => seededRandom(seed + 1)).flatMap((random) =>
    able.map(({ templates }) => {
      const drawn = shuffled(templates, random);
      const enrolled = enroll ?? Math.min(ENROLL_MOST, drawn.length - 1);
      const index = recognizer.createIndex();
      index.put(
        'own',
        drawn.slice(0, enrolled).map((template) => ({ templateId: '', template })),
      );
      return drawn.slice(enrolled).map((probe) => index.verify(probe, 'own')!.score);
    }),
  );
}

/** Means of so many scores of one person, one after another; the last ones, where they are fewer, are left out. */
function fused(scores: readonly (readonly number[])[], frames: number): number[] {
  return scores.flatMap((own) =>
    Array.from({ length: Math.floor(own.length / frames) }, (_, at) => {
      const window = own.slice(at * frames, (at + 1) * frames);
      return window.reduce((sum, score) => sum + score, 0) / frames;
    }),
  );
}

function ownOf(genuine: readonly (readonly number[])[], levels: readonly Level[]): FnmrPoint[] {
  return levels.flatMap(({ promised, threshold }) =>
    FRAMES.flatMap((frames) => {
      const scores = fused(genuine, frames);
      if (scores.length === 0) return [];
      const missed = scores.filter((score) => score < threshold).length;
      const [low, high] = drawnInterval(missed, scores.length, OWN_DRAWS);
      const trials = Math.round(scores.length / OWN_DRAWS);
      return [{ promised, threshold, frames, trials, fnmr: missed / scores.length, low, high }];
    }),
  );
}

/** Scores of strangers before one person of a group, sorted ascending. */
type Alone = { group: string; scores: Float64Array };

/** Only groups with enough comparisons to show the rate are compared. */
function ratiosOf(all: readonly Alone[]): GroupsResult['ratios'] {
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

/** Before whom strangers of a group stand: one of them, many of them, and one of them on a server of others. */
function galleriesFor(members: readonly Portrayed[], rest: readonly Portrayed[], recognizer: Recognizer) {
  const galleries: { enrolled: number; others?: readonly Portrayed[] }[] = [{ enrolled: 1 }];
  if (!recognizer.follows) return galleries;
  const many = Math.min(MANY, Math.floor(members.length / 2));
  if (many > 1) galleries.push({ enrolled: many });
  const others = shuffled(rest, seededRandom(1)).slice(0, MANY - 1);
  if (others.length === MANY - 1) galleries.push({ enrolled: 1, others });
  return galleries;
}

/**
 * @param people of all groups, with their templates. @param options.enroll templates a person, for the FNMR.
 * @param options.inForce FMR of one comparison that a sign-in of one named person asks for.
 */
export function evaluateGroups(
  people: readonly Portrayed[],
  recognizer: Recognizer,
  calibration: Calibration,
  { enroll, inForce }: { enroll?: number | undefined; inForce?: number } = {},
): GroupsResult {
  const promised = [...new Set([...PROMISED, ...(inForce ? [inForce] : [])])].sort((a, b) => b - a);
  const levels = levelsOf(calibration, promised);
  const all = genuineOf(people, recognizer, enroll).flat();
  const alones: Alone[] = [];
  const groups = [...byGroup(people)].map(([group, members]): GroupResult => {
    const rest = people.filter((one) => one.group !== group);
    const found = galleriesFor(members, rest, recognizer).map(({ enrolled, others }) => ({
      enrolled,
      ...(others && { among: enrolled + others.length }),
      ...withoutDoubles(impostorsOf(members, { recognizer, enrolled, ...(others && { others }) }), recognizer.double),
    }));
    const shown = found.filter(({ scores }) => scores.length > 0);
    const genuine = genuineOf(members, recognizer, enroll);
    const pooled = genuine.flat().length < GENUINE_LEAST * OWN_DRAWS;
    const curveOwn = Float64Array.from(pooled ? all : genuine.flat()).sort();
    const alone = Float64Array.from(shown[0]?.scores ?? []).sort();
    alones.push({ group, scores: alone });
    return {
      group,
      people: members.length,
      doubles: found[0]!.doubles,
      strangers: shown.map((one) => ({
        ...strangersOf(one, one.enrolled, levels),
        ...(one.among && { among: one.among }),
      })),
      own: ownOf(genuine, levels),
      curve: curveOwn.length > 0 && alone.length > 0 ? detCurve(curveOwn, alone) : [],
      pooled,
    };
  });
  return {
    recognizer: recognizer.id,
    levels: promised,
    ...(inForce && { inForce }),
    groups,
    ratios: ratiosOf(alones),
  };
}
