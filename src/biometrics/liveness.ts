/** Judges the liveness cues of several frames: live, attack or inconclusive (ISO/IEC 30107-3). Pure. */
import type { LivenessCues } from './observation.ts';

export type LivenessVerdict = 'live' | 'attack' | 'inconclusive';

/** What the passive cue of the frames must reach. */
export type LivenessRule = {
  /** Least mean of the passive cue of live frames. */
  passive: number;
  /** Least mean over this many frames or more. It is lower, since more frames are surer than two. */
  later?: readonly { frames: number; mean: number }[];
  /** Least cue of a single frame in which the head makes the requested movement, if it is lower. */
  moving?: number;
};

/** The liveness checks of a server for every face, at sign-in and at enrollment. */
export type LivenessPolicy = {
  /** The rule for the frames themselves; undefined without the passive check. */
  passive?: LivenessRule;
  /** Whether the server asks for movements of the head (`challenge.ts`). */
  challenge: boolean;
  /** Whether who cannot turn the head may close eyes and open the mouth instead (`face-challenge.ts`). */
  otherMovement?: true;
};

/**
 * Tuned on web-camera frames of six people of NUAA, live and as prints, on clips of 13 people, and on the replays of
 * `pad` (docs/liveness.md). The mean of two frames of a replay reaches 0.35, of four 0.29, of eight 0.15. In the worst
 * office light the mean of two frames of a live person falls to 0.28, of four to 0.32, of eight to 0.38.
 */
export const PASSIVE_RULE: LivenessRule = {
  passive: 0.4,
  later: [
    { frames: 4, mean: 0.3 },
    { frames: 8, mean: 0.2 },
  ],
  moving: 0.2,
};

/** The mean of each cue over the frames. It is absent if any frame lacks the cue: a missing cue is never a pass. */
export function fuseLiveness(frames: readonly LivenessCues[]): LivenessCues {
  const taken = frames.map(({ passive }) => passive).filter((cue) => cue !== undefined);
  if (taken.length === 0 || taken.length < frames.length) return {};
  return { passive: taken.reduce((sum, cue) => sum + cue, 0) / taken.length, frames: taken.length };
}

/** The least mean for this number of frames. */
function neededMean({ passive, later = [] }: LivenessRule, frames: number): number {
  return later.findLast((step) => frames >= step.frames)?.mean ?? passive;
}

export function judgeLiveness({ passive, frames = 1 }: LivenessCues, rule: LivenessRule): LivenessVerdict {
  if (passive === undefined || Number.isNaN(passive)) return 'inconclusive';
  return passive >= neededMean(rule, frames) ? 'live' : 'attack';
}
