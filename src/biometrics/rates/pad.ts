/**
 * Error rates of one liveness cue from lists of scores, in the words of ISO/IEC 30107-3. A frame passes as live when
 * its score is at or above the threshold. APCER: share of attack frames that pass, separately for each attack, since an
 * average would hide the attack that works. BPCER: share of frames of real people that do not pass. Pure.
 */
import { clopperPearson, countAtLeast, equalErrorRate } from './rates.ts';

/** `rate`: `hits / trials`. `low`, `high`: its 95 % interval (Clopper-Pearson), which takes trials as independent. */
export type Rate = { rate: number; hits: number; trials: number; low: number; high: number };

export type AttackRate = Rate & { file: string };

/** How well one cue tells live faces from attacks. */
export type PadRates = {
  threshold: number;
  /** Probability that a real frame scores higher than an attack frame. 1 is perfect, 0.5 is chance. */
  auc: number;
  /** Equal error rate: as many attack frames as real frames are wrong, in share. All attacks together. */
  eer: number;
  bpcer: Rate;
  /** APCER of each attack, the worst first. */
  attacks: AttackRate[];
};

/** @throws {RangeError} without a trial. */
export function rateOf(hits: number, trials: number): Rate {
  if (trials === 0) throw new RangeError('Cannot measure a rate: no trials');
  const [low, high] = clopperPearson(hits, trials);
  return { rate: hits / trials, hits, trials, low, high };
}

/**
 * Area under the ROC curve: the share of pairs of a real and an attack score that are in order; a tie is half a pair
 * (Mann-Whitney's U; Hanley and McNeil, 1982). Both lists are sorted ascending.
 */
export function areaUnderCurve(real: Float64Array, attack: Float64Array): number {
  let [below, notAbove, inOrder] = [0, 0, 0];
  for (const score of real) {
    while (attack[below]! < score) below++;
    while (attack[notAbove]! <= score) notAbove++;
    inOrder += (below + notAbove) / 2;
  }
  return inOrder / (real.length * attack.length);
}

/** The higher rate comes first; of equal rates, the one with the higher upper end of its interval. */
function worstFirst(one: AttackRate, other: AttackRate): number {
  return other.rate - one.rate || other.high - one.high;
}

/**
 * @param real scores of frames of real people, in any order.
 * @param attacks scores of the frames of each attack, by its file. Files without scores are left out.
 * @throws {RangeError} when either has no scores.
 */
export function padRates(
  real: readonly number[],
  attacks: ReadonlyMap<string, readonly number[]>,
  threshold: number,
): PadRates {
  const genuine = Float64Array.from(real).sort();
  const fake = Float64Array.from([...attacks.values()].flat()).sort();
  if (!genuine.length || !fake.length) throw new RangeError('Cannot measure error rates: no scores');
  const passing = (scores: readonly number[]) => countAtLeast(Float64Array.from(scores).sort(), threshold);
  return {
    threshold,
    auc: areaUnderCurve(genuine, fake),
    eer: equalErrorRate(genuine, fake).eer,
    bpcer: rateOf(real.length - passing(real), real.length),
    attacks: [...attacks]
      .filter(([, scores]) => scores.length > 0)
      .map(([file, scores]) => ({ file, ...rateOf(passing(scores), scores.length) }))
      .sort(worstFirst),
  };
}
