/**
 * How often a whole attempt of a stranger passes. An attempt makes several decisions, each over the mean of other
 * frames of one face. The decisions depend on each other, so the chance that any of them passes is far below the sum of
 * their chances. It is counted here, with several images of one stranger as the frames of an attempt.
 */
import { DECISION_FRAMES } from '../../src/biometrics/decision.ts';
import { seededRandom, shuffled } from '../../src/biometrics/random.ts';
import { drawnAnew } from '../../src/biometrics/rates/tail.ts';
import { TEMPLATES_PER_PERSON } from '../../src/biometrics/threshold.ts';
import type { Recognizer } from '../../src/vision/recognizers/recognizer.ts';
import { enroll } from '../data/gallery.ts';
import type { Portrayed } from '../data/portraits.ts';

/** Images that a stranger needs. With fewer all decisions would be over the same ones. */
const FRAMES_LEAST = 4;
/** FMRs of single comparisons at whose thresholds attempts are counted. The rarest one that the data show decides. */
const LEVELS = [1e-2, 1e-3, 1e-4];
/** Attempts that have to pass at a level for it to say anything. */
const PASSED_LEAST = 20;
/** Times that people are drawn anew, and the end of the 95 % interval that is taken. */
const DRAWS = 400;
const UPPER = 0.975;

/**
 * `factor`: the FAR of whole attempts over the FMR of single comparisons, at the threshold of that FMR. `upper`: the
 * end of its interval.
 */
export type AttemptFactor = { group: string; people: number; fmr: number; factor: number; upper: number };

/** Scores of one stranger before one owner: those of single images, and the best mean of any decision. */
type PairScores = { stranger: number; owner: number; single: number[]; best: number };

function bestDecision(scores: readonly number[]): number {
  let [best, from] = [Number.NEGATIVE_INFINITY, 0];
  for (const end of DECISION_FRAMES) {
    let sum = 0;
    for (let frame = from; frame < end; frame++) sum += scores[frame % scores.length]!;
    best = Math.max(best, sum / (end - from));
    from = end;
  }
  return best;
}

function pairsOf(people: readonly Portrayed[], recognizer: Recognizer, unseen?: string): PairScores[] {
  const pairs: PairScores[] = [];
  const random = seededRandom(1);
  const frames = people.map(({ templates }) => shuffled(templates, random));
  for (const [owner, { templates }] of people.entries()) {
    const index = recognizer.createIndex(unseen ? { unseen } : {});
    enroll(index, 'owner', templates.slice(0, TEMPLATES_PER_PERSON));
    for (const stranger of people.keys()) {
      if (stranger === owner) continue;
      const single = frames[stranger]!.map((frame) => index.verify(frame, 'owner')!.score);
      pairs.push({ stranger, owner, single, best: bestDecision(single) });
    }
  }
  return pairs;
}

/**
 * The share of attempts that reach a threshold over that of single comparisons.
 * @param times how often a person was drawn: a pair counts as often as both of its people together.
 */
function factorAt(pairs: readonly PairScores[], threshold: number, times: (person: number) => number): number {
  let [attempts, singles, weight, comparisons] = [0, 0, 0, 0];
  for (const { stranger, owner, single, best } of pairs) {
    const heavy = times(stranger) * times(owner);
    weight += heavy;
    comparisons += heavy * single.length;
    if (best >= threshold) attempts += heavy;
    for (const score of single) if (score >= threshold) singles += heavy;
  }
  return singles === 0 ? 0 : attempts / weight / (singles / comparisons);
}

/**
 * Measures how many times the FMR of a single comparison a whole attempt has. It takes the people of one group who have
 * {@link FRAMES_LEAST} images or more.
 * @param unseen a source whose centre is left out.
 * @returns the factor at the rarest level that enough attempts pass; undefined where there are too few people to say.
 */
export function attemptFactor(
  group: string,
  members: readonly Portrayed[],
  recognizer: Recognizer,
  unseen?: string,
): AttemptFactor | undefined {
  const people = members.filter(({ templates }) => templates.length >= FRAMES_LEAST);
  const pairs = pairsOf(people, recognizer, unseen);
  const singles = Float64Array.from(pairs.flatMap(({ single }) => single)).sort();
  const levels = LEVELS.map((fmr) => ({ fmr, threshold: singles[Math.ceil((1 - fmr) * singles.length)]! }));
  const level = levels.findLast(
    ({ threshold }) => pairs.filter((pair) => pair.best >= threshold).length >= PASSED_LEAST,
  );
  if (!level) return undefined;
  const random = seededRandom(2);
  const drawn = Array.from({ length: DRAWS }, () => {
    const times = drawnAnew(people.length, random);
    return factorAt(pairs, level.threshold, (person) => times[person]!);
  }).sort((a, b) => a - b);
  const factor = factorAt(pairs, level.threshold, () => 1);
  return { group, people: people.length, fmr: level.fmr, factor, upper: drawn[Math.ceil(UPPER * DRAWS) - 1]! };
}
