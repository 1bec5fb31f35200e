import { expect, test } from 'bun:test';
import { head, POSES, seen } from '../../../test/helpers/camera/head.ts';
import { initialDecision } from '../decision.ts';
import { type LivenessPolicy, PASSIVE_RULE } from '../liveness.ts';
import { type ChallengeState, startChallenge } from './challenge.ts';
import { cuesOf, resultOf, type TrialState } from './trial.ts';

const BOTH: LivenessPolicy = { challenge: true, passive: PASSIVE_RULE };

function challenge(done: number): ChallengeState {
  return { ...startChallenge(['left', 'up'], seen(head(), ...POSES.front)), done };
}

/** A try whose decisions had these means of the networks. */
function tried(means: (number | undefined)[], rest: Partial<TrialState> = {}): TrialState {
  const decisions = means.map((passive) => ({ threshold: 0, liveness: passive === undefined ? {} : { passive } }));
  return { ...initialDecision(), usable: 2 * means.length, decisions, ...rest };
}

test('all movements and one live decision are a person, whichever came first', () => {
  expect(resultOf(tried([0.9], { challenge: challenge(2) }), BOTH).verdict).toBe('live');
  expect(resultOf(tried([0.2, 0.6], { challenge: challenge(2) }), BOTH).verdict).toBe('live');
});

test('the movements alone are not enough where the networks are asked, nor the other way round', () => {
  expect(resultOf(tried([0.2], { challenge: challenge(2) }), BOTH)).toEqual({
    verdict: 'attack',
    byNetworks: true,
    byMovements: false,
  });
  expect(resultOf(tried([0.9], { challenge: challenge(1), failed: true }), BOTH)).toEqual({
    verdict: 'attack',
    byNetworks: false,
    byMovements: true,
  });
});

test('both may refuse the same try', () => {
  const state = tried([0.2], { challenge: challenge(0), failed: true });
  expect(resultOf(state, BOTH)).toEqual({ verdict: 'attack', byNetworks: true, byMovements: true });
});

test('movements that the networks did not let count were refused by the networks', () => {
  const state = tried([0.9], { challenge: challenge(0), notLive: 12 });
  expect(resultOf(state, BOTH)).toEqual({ verdict: 'attack', byNetworks: true, byMovements: false });
});

test('without a decision, or without the cue that is asked, nobody can say', () => {
  expect(resultOf(tried([], { usable: 1 }), BOTH).verdict).toBe('inconclusive');
  expect(resultOf(tried([undefined]), { challenge: false, passive: PASSIVE_RULE }).verdict).toBe('inconclusive');
});

test('the record tells the checks, the best mean of the networks and how the movements went', () => {
  expect(cuesOf(tried([0.3, 0.35], { challenge: challenge(1) }), BOTH)).toEqual({
    checks: 'both',
    usable: 4,
    replays: 0,
    passive: 0.35,
    challenge: 'unfinished',
    moves: 'left up',
    moved: 1,
    byNetworks: true,
    byMovements: true,
  });
});
