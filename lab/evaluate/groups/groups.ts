/**
 * Error rates group by group, at the thresholds in force: the FMR between people of one group, with one of them
 * enrolled and with many, the FNMR with one, two and four frames, and how far the worst group lies from the best (NIST
 * IR 8280).
 */
import { type DetPoint, detCurve } from '../../../src/biometrics/rates/points.ts';
import type { Calibration } from '../../../src/biometrics/threshold.ts';
import type { Recognizer } from '../../../src/vision/recognizers/recognizer.ts';
import { byGroup } from '../../data/groups.ts';
import type { Portrayed } from '../../data/portraits.ts';
import { levelsOf, PROMISED } from './levels.ts';
import { type FnmrPoint, genuineOf, OWN_DRAWS, ownOf } from './own.ts';
import { compareStrangers, type Ratio, ratiosOf, type Strangers, strangersOf } from './strangers.ts';

/** Genuine comparisons that a group needs for a curve of its own. */
const GENUINE_LEAST = 30;

export type GroupResult = {
  group: string;
  people: number;
  doubles: number;
  /** The gallery of one person comes first. */
  strangers: Strangers[];
  /** Empty where nobody has two images. */
  own: FnmrPoint[];
  curve: DetPoint[];
  /** Whether the FNMR of the curve is that of all groups together, for want of genuine comparisons in this one. */
  pooled: boolean;
};

export type GroupsResult = {
  recognizer: string;
  /** FMRs that a threshold promises of one comparison, the one in force among them. */
  levels: readonly number[];
  /** The FMR that a sign-in of one named person asks for, by this server's settings. */
  inForce?: number;
  groups: GroupResult[];
  ratios: Ratio[];
};

/**
 * @param people of all groups, with their templates. @param options.enroll templates of each person, for the FNMR.
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
  const found = [...byGroup(people)].map(([group, members]) => {
    const rest = people.filter((one) => one.group !== group);
    const galleries = compareStrangers(members, rest, recognizer);
    const { doubles } = galleries[0]!;
    const strangers = galleries.filter(({ scores }) => scores.length > 0);
    const genuine = genuineOf(members, recognizer, enroll);
    const alone = { group, scores: Float64Array.from(strangers[0]?.scores ?? []).sort() };
    const shown = strangers.map((gallery) => strangersOf(gallery, levels));
    const counted = { group, people: members.length, doubles, strangers: shown, own: ownOf(genuine, levels) };
    return { alone, result: { ...counted, ...curveOf(genuine.flat(), all, alone.scores) } };
  });
  return {
    recognizer: recognizer.id,
    levels: promised,
    ...(inForce && { inForce }),
    groups: found.map(({ result }) => result),
    ratios: ratiosOf(found.map(({ alone }) => alone)),
  };
}

function curveOf(
  genuine: readonly number[],
  all: readonly number[],
  alone: Float64Array,
): Pick<GroupResult, 'curve' | 'pooled'> {
  const pooled = genuine.length < GENUINE_LEAST * OWN_DRAWS;
  const own = Float64Array.from(pooled ? all : genuine).sort();
  return { curve: own.length > 0 && alone.length > 0 ? detCurve(own, alone) : [], pooled };
}
