/** The result of a try to fool the camera: sign-in would judge its frames so, whoever the face is. Pure. */
import { judgeLiveness, type LivenessPolicy, type LivenessVerdict } from '../liveness.ts';
import type { SessionState } from './session.ts';

/** What is before the camera: the person who tries, or a face on paper or on a screen. */
export const TRIAL_KINDS = ['person', 'print', 'phone', 'laptop'] as const;
export type TrialKind = (typeof TRIAL_KINDS)[number];

/** The checks of a server. A figure is valid for these checks only. */
export type Checks = 'both' | 'movements' | 'networks';

export type TrialState = SessionState & {
  /** The head made a wrong movement, or none in time. */
  failed?: true;
};

export type TrialResult = {
  verdict: LivenessVerdict;
  /** Which checks refused it; both may have. */
  byNetworks: boolean;
  byMovements: boolean;
};

/** The checks of this policy; undefined without any. */
export function checksOf({ challenge, passive }: LivenessPolicy): Checks | undefined {
  if (challenge) return passive ? 'both' : 'movements';
  return passive ? 'networks' : undefined;
}

/** Whether there was a challenge and all its movements were made. */
function hasMoved({ challenge }: TrialState): boolean {
  return challenge !== undefined && challenge.done === challenge.moves.length;
}

function looks({ decisions }: TrialState, { passive }: LivenessPolicy, verdict: LivenessVerdict): boolean {
  return passive !== undefined && decisions.some(({ liveness }) => judgeLiveness(liveness, passive) === verdict);
}

/**
 * Whether sign-in would accept the face by now, if it were the right one. As far as the policy asks for it, all
 * movements must be made, and the frames of one decision must look live.
 */
export function isTakenForPerson(state: TrialState, policy: LivenessPolicy): boolean {
  const moved = !policy.challenge || hasMoved(state);
  return state.decisions.length > 0 && moved && (!policy.passive || looks(state, policy, 'live'));
}

/**
 * The result of a try that is over. Without a decision there was no face to judge. Both this and a missing cue are
 * inconclusive, and neither is a pass.
 */
export function resultOf(state: TrialState, policy: LivenessPolicy): TrialResult {
  const none = { byNetworks: false, byMovements: false };
  if (isTakenForPerson(state, policy)) return { verdict: 'live', ...none };
  if (state.decisions.length === 0) return { verdict: 'inconclusive', ...none };
  const unmoved = policy.challenge && !hasMoved(state);
  // If the networks rejected frames of the movements, they refused the try, and not the way of the movements.
  const withheld = unmoved && !state.failed && (state.notLive ?? 0) > 0;
  const seenThrough = looks(state, policy, 'attack') && !looks(state, policy, 'live');
  const [byNetworks, byMovements] = [seenThrough || withheld, unmoved && !withheld];
  return { verdict: byNetworks || byMovements ? 'attack' : 'inconclusive', byNetworks, byMovements };
}

/** The best mean of the networks in any decision; absent without the networks. */
function bestPassive({ decisions }: TrialState): { passive?: number } {
  const means = decisions.flatMap(({ liveness }) => liveness.passive ?? []);
  return means.length > 0 ? { passive: Math.max(...means) } : {};
}

/** The cues of a try for its record: the checks and the result of each. */
export function cuesOf(state: TrialState, policy: LivenessPolicy): Record<string, number | string | boolean> {
  const { usable, replays, challenge } = state;
  const { byNetworks, byMovements } = resultOf(state, policy);
  const ended = hasMoved(state) ? 'passed' : state.failed ? 'failed' : 'unfinished';
  return {
    checks: checksOf(policy) ?? 'none',
    usable,
    replays,
    ...bestPassive(state),
    ...(challenge && { challenge: ended, moves: challenge.moves.join(' '), moved: challenge.done }),
    ...(state.notLive && { withheld: state.notLive }),
    byNetworks,
    byMovements,
  };
}
