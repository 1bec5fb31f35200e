/** From the liveness cues of several frames to live, attack or inconclusive (ISO/IEC 30107-3). Pure. */
import type { LivenessCues } from './observation.ts';

export type LivenessVerdict = 'live' | 'attack' | 'inconclusive';

/** What is asked. */
export type LivenessRule = {
  /** Mean of the passive cue from which frames count as live. */
  passive: number;
};

/** What a server asks of every face, at sign-in and at enrolment. */
export type LivenessPolicy = {
  /** What frames must show by themselves; undefined where that is not asked. */
  passive?: LivenessRule;
  /** Whether movements of the head are asked for (`challenge.ts`). */
  challenge: boolean;
};

/**
 * One half is where the networks themselves say live. Means of people before web cameras are 0.59 to 1.0, those of
 * replays on phones, a tablet and a print 0.01 to 0.15 (docs/liveness.md).
 */
export const PASSIVE_RULE: LivenessRule = { passive: 0.5 };

/** The mean of each cue over the frames; absent where a single frame lacks it: a missing cue is never a pass. */
export function fuseLiveness(frames: readonly LivenessCues[]): LivenessCues {
  const taken = frames.map(({ passive }) => passive).filter((cue) => cue !== undefined);
  if (taken.length === 0 || taken.length < frames.length) return {};
  return { passive: taken.reduce((sum, cue) => sum + cue, 0) / taken.length };
}

export function judgeLiveness({ passive }: LivenessCues, rule: LivenessRule): LivenessVerdict {
  if (passive === undefined || Number.isNaN(passive)) return 'inconclusive';
  return passive >= rule.passive ? 'live' : 'attack';
}
