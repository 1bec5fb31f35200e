/** From the liveness cues of several frames to live, attack or inconclusive (ISO/IEC 30107-3). Pure. */
import type { LivenessCues } from './observation.ts';

export type LivenessVerdict = 'live' | 'attack' | 'inconclusive';

/** What is asked. */
export type LivenessRule = {
  /** Mean of the passive cue from which frames count as live. */
  passive: number;
  /** The same where the mean is of so many frames or more: what lasts is surer than what was seen twice. */
  later?: readonly { frames: number; mean: number }[];
  /** The same of a single frame in which the head moves as it was asked, where that is less. */
  moving?: number;
};

/** What a server asks of every face, at sign-in and at enrollment. */
export type LivenessPolicy = {
  /** What frames must show by themselves; undefined where that is not asked. */
  passive?: LivenessRule;
  /** Whether movements of the head are asked for (`challenge.ts`). */
  challenge: boolean;
};

/**
 * Tuned on web-camera frames of six people of NUAA, live and as prints, on 13 people of clips and on the replays of
 * `pad` (docs/liveness.md). Two frames of a replay reach 0.35, four 0.29, eight 0.15. Two of a live person in the worst
 * office light go down to 0.28, four to 0.32, eight to 0.38.
 */
export const PASSIVE_RULE: LivenessRule = {
  passive: 0.4,
  later: [
    { frames: 4, mean: 0.3 },
    { frames: 8, mean: 0.2 },
  ],
  moving: 0.2,
};

/** The mean of each cue over the frames; absent where a single frame lacks it: a missing cue is never a pass. */
export function fuseLiveness(frames: readonly LivenessCues[]): LivenessCues {
  const taken = frames.map(({ passive }) => passive).filter((cue) => cue !== undefined);
  if (taken.length === 0 || taken.length < frames.length) return {};
  return { passive: taken.reduce((sum, cue) => sum + cue, 0) / taken.length, frames: taken.length };
}

/** The mean that so many frames have to reach. */
function neededMean({ passive, later = [] }: LivenessRule, frames: number): number {
  return later.findLast((step) => frames >= step.frames)?.mean ?? passive;
}

export function judgeLiveness({ passive, frames = 1 }: LivenessCues, rule: LivenessRule): LivenessVerdict {
  if (passive === undefined || Number.isNaN(passive)) return 'inconclusive';
  return passive >= neededMean(rule, frames) ? 'live' : 'attack';
}
