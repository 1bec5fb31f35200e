/**
 * What a try to fool the camera came to: as sign-in would have judged its frames, whoever the face is. Pure.
 */
import { judgeLiveness, type LivenessPolicy, type LivenessVerdict } from '../liveness.ts';
import type { SessionState } from './session.ts';

/** What is held before the camera: the person who tries, or a face on paper or on a screen. */
export const TRIAL_KINDS = ['person', 'print', 'phone', 'laptop'] as const;
export type TrialKind = (typeof TRIAL_KINDS)[number];

/** What a server checks: a figure holds for that alone. */
export type Checks = 'both' | 'movements' | 'networks';

export type TrialState = SessionState & {
  /** Another movement was made than the one that was asked, or none in time. */
  failed?: true;
};

export type TrialResult = {
  verdict: LivenessVerdict;
  /** What refused it; both may have. */
  byNetworks: boolean;
  byMovements: boolean;
};

/** Undefined: nothing is checked. */
export function checksOf({ challenge, passive }: LivenessPolicy): Checks | undefined {
  if (challenge) return passive ? 'both' : 'movements';
  return passive ? 'networks' : undefined;
}

/** Whether all movements were made, where there were any to make. */
function hasMoved({ challenge }: TrialState): boolean {
  return challenge !== undefined && challenge.done === challenge.moves.length;
}

function looks({ decisions }: TrialState, { passive }: LivenessPolicy, verdict: LivenessVerdict): boolean {
  return passive !== undefined && decisions.some(({ liveness }) => judgeLiveness(liveness, passive) === verdict);
}

/**
 * Whether sign-in would have let the face in by now, were it the right one: all movements made, and one decision in
 * which the frames looked live, of what the policy asks for.
 */
export function isTakenForPerson(state: TrialState, policy: LivenessPolicy): boolean {
  const moved = !policy.challenge || hasMoved(state);
  return state.decisions.length > 0 && moved && (!policy.passive || looks(state, policy, 'live'));
}

/**
 * The outcome of a try that is over. Without a decision there was no face to judge, and where a cue is missing nobody
 * can say: both are inconclusive, and neither is a pass.
 */
export function resultOf(state: TrialState, policy: LivenessPolicy): TrialResult {
  const none = { byNetworks: false, byMovements: false };
  if (isTakenForPerson(state, policy)) return { verdict: 'live', ...none };
  if (state.decisions.length === 0) return { verdict: 'inconclusive', ...none };
  const unmoved = policy.challenge && !hasMoved(state);
  // Movements that the networks did not let count were refused by them, not for the way they were made.
  const withheld = unmoved && !state.failed && (state.notLive ?? 0) > 0;
  const seenThrough = looks(state, policy, 'attack') && !looks(state, policy, 'live');
  const [byNetworks, byMovements] = [seenThrough || withheld, unmoved && !withheld];
  return { verdict: byNetworks || byMovements ? 'attack' : 'inconclusive', byNetworks, byMovements };
}

/** The best mean of the networks in any decision; absent where they were not asked. */
function bestPassive({ decisions }: TrialState): { passive?: number } {
  const means = decisions.flatMap(({ liveness }) => liveness.passive ?? []);
  return means.length > 0 ? { passive: Math.max(...means) } : {};
}

/** The cues of a try for its record: what was checked, and what each check saw. */
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
