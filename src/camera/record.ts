/** The record of an ended attempt: why nobody signed in, the best score, the liveness cues. Never an image. */
import type { Decided } from '../biometrics/decision.ts';
import type { Reason } from '../biometrics/reasons.ts';
import type { AttemptState, EndedState } from '../biometrics/session/attempt.ts';
import type { Attempt, Outcome } from './attempt.ts';

type Ended = Pick<Attempt, 'mode' | 'claimedUserId'> & { state: AttemptState };

function beforeDecision({ usable, frameIds, replays }: AttemptState): Reason {
  if (usable > 0) return 'too-few-frames';
  if (replays > 0) return 'replayed';
  return frameIds.length === 0 ? 'no-picture' : 'no-usable-frame';
}

/** Why the attempt failed; null if somebody signed in. */
export function reasonOf({ mode, claimedUserId, state }: Ended, outcome: Outcome): Reason | null {
  if (outcome === 'accepted') return null;
  const { challenge, withheld, decisions } = state;
  if (withheld) return withheld;
  const last = decisions.at(-1);
  if (!last) return beforeDecision(state);
  if (mode === 'verification' && claimedUserId === null) return 'unknown-name';
  if (challenge && outcome === 'refused') return 'challenge-failed';
  // Strangers get a challenge, too. If they leave it unfinished, the decision says more than the challenge.
  const unfinished = challenge !== undefined && challenge.done < challenge.moves.length;
  if (unfinished && last.refusal === undefined) return 'challenge-unfinished';
  return last.refusal ?? 'too-few-frames';
}

function bestScore(decisions: readonly Decided[]): number | null {
  const scores = decisions.flatMap(({ score }) => (typeof score === 'number' && Number.isFinite(score) ? [score] : []));
  return scores.length > 0 ? Math.max(...scores) : null;
}

/** The cues of the last decision, and the result of the challenge if there was one. */
function livenessOf({ decisions, challenge }: AttemptState, outcome: Outcome): Record<string, number | string> | null {
  const cues = { ...decisions.at(-1)?.liveness };
  if (!challenge) return Object.keys(cues).length > 0 ? cues : null;
  const { moves, done } = challenge;
  const ended = outcome === 'refused' ? 'failed' : 'unfinished';
  return { ...cues, challenge: done === moves.length ? 'passed' : ended, moves: moves.join(' '), moved: done };
}

/** The state without frame ids, the match's template and the points of the face: only a running attempt needs those. */
function remains({ usable, replays, problems, decisions, match, withheld, ...rest }: AttemptState): EndedState {
  const { stepUp, handOff } = rest;
  const about = {
    ...(match && { matchedUserId: match.userId }),
    ...(stepUp && { stepUp }),
    ...(handOff && { handOff }),
  };
  return { usable, replays, problems, decisions, withheld, ...about };
}

/** The columns that the end of an attempt writes besides the outcome. */
export function recordOf(attempt: Ended, outcome: Outcome) {
  const { state } = attempt;
  return {
    reason: reasonOf(attempt, outcome),
    bestScore: bestScore(state.decisions),
    liveness: livenessOf(state, outcome),
    state: remains(state),
  };
}
