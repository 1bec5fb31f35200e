/**
 * What a whole attempt of a stranger does: several decisions, each over the mean of other frames of one face. They depend
 * on each other, so the chance that any of them passes is far below the sum of their chances. It is counted here, with
 * several images of one stranger as the frames of an attempt.
 */
import { DECISION_FRAMES } from '../../src/biometrics/decision.ts';
import { seededRandom, shuffled } from '../../src/biometrics/random.ts';
import { drawnAnew } from '../../src/biometrics/rates/tail.ts';
import { TEMPLATES_PER_PERSON } from '../../src/biometrics/threshold.ts';
import type { Recognizer } from '../../src/vision/recognizers/recognizer.ts';
import type { Portrayed } from '../data/portraits.ts';

/** Images that a stranger needs: with fewer, all decisions are over the same ones. */
export const FRAMES_LEAST = 4;
/** Shares of single comparisons at whose threshold attempts are counted; the rarest that the data show decides. */
const LEVELS = [1e-2, 1e-3, 1e-4];
/** Attempts that have to pass for a level to say anything. */
const PASSED_LEAST = 20;
const DRAWS = 400;
const UPPER = 0.975;

export type AttemptFactor = { group: string; people: number; fmr: number; factor: number; upper: number };

/** For each pair of stranger and owner: the stranger's single scores, and the best mean of any decision. */
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
    index.put(
      'owner',
      templates.slice(0, TEMPLATES_PER_PERSON).map((template) => ({ templateId: '', template })),
    );
    for (const stranger of people.keys()) {
      if (stranger === owner) continue;
      const single = frames[stranger]!.map((frame) => index.verify(frame, 'owner')!.score);
      pairs.push({ stranger, owner, single, best: bestDecision(single) });
    }
  }
  return pairs;
}

/** Attempts over single comparisons that reach a threshold, each pair weighing as often as its people were drawn. */
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
 * How many times the FMR of a single comparison a whole attempt has, of people of one group who have
 * {@link FRAMES_LEAST} images or more.
 * @returns at the rarest level that enough attempts pass; undefined where there are too few people to say.
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
