import { describe, expect, test } from 'bun:test';
import { initialDecision } from '../decision.ts';
import type { Observation } from '../observation.ts';
import { seededRandom } from '../random.ts';
import type { SessionState } from './session.ts';
import { afterDecision, type Effect, type StepPolicy, step } from './step.ts';

const face = {
  box: { x: 0, y: 0, width: 200, height: 200 },
  score: 1,
  pose: { yaw: 0, pitch: 0, roll: 0 },
  quality: { brightness: 128, contrast: 50, sharpness: 200 },
  points: Array.from({ length: 136 }, (_, i) => i),
};
const anna = { userId: 'anna', templateId: 'a', score: 0.9 };
const policy: StepPolicy = {
  rule: { threshold: 0.5, margin: 0.05 },
  liveness: { challenge: true },
  samePerson: 0.5,
  random: seededRandom(1),
};

function seen(candidates: Observation['candidates'], more: Partial<Observation> = {}): Observation {
  return { frame: { width: 640, height: 480 }, faces: 1, face, candidates, ...more };
}

/** Frames one after the other, each with bytes of its own. */
function run(observations: readonly Observation[], from: SessionState = initialDecision()) {
  let state = from;
  const effects: Effect[] = [];
  for (const [i, observation] of observations.entries()) {
    const next = step(state, { observation, id: `${state.frameIds.length} ${i}`, replayed: false }, policy);
    state = next.state;
    effects.push(next.effect);
  }
  return { state, effects };
}

const frame = (observation: Observation) => ({ observation, id: 'x', replayed: false });

describe('one frame of a camera session', () => {
  test('is looked beyond until two have shown a face, which decide', () => {
    const { effects } = run([seen([anna]), seen([anna])]);
    expect(effects).toMatchObject([{ kind: 'look-on' }, { kind: 'decided', match: anna }]);
  });

  test('of a stranger decides like any other, and finds nobody', () => {
    const { effects } = run([seen([]), seen([])]);
    expect(effects[1]).toEqual({ kind: 'decided', looking: true, hint: 'hold-still' });
  });

  test('that decides begins the movements, once, for known and unknown faces alike', () => {
    for (const match of [anna, undefined]) {
      const { state } = run([seen(match ? [match] : []), seen(match ? [match] : [])]);
      const begun = afterDecision(state, frame(seen([])), policy, match);
      expect(begun.effect).toEqual({ kind: 'ask' });
      expect(begun.state.match).toEqual(match);
      expect(afterDecision(begun.state, frame(seen([])), policy).effect).toBeUndefined();
    }
  });

  test('asks for no movement where the policy does not', () => {
    const { state } = run([seen([anna]), seen([anna])]);
    expect(afterDecision(state, frame(seen([])), { ...policy, liveness: { challenge: false } }).effect).toBeUndefined();
  });

  test('says nothing of a movement where it shows somebody else, or a screen', () => {
    const { state } = run([seen([anna]), seen([anna])]);
    const asked = afterDecision(state, frame(seen([])), policy, anna).state;
    const other = run([seen([{ ...anna, userId: 'ben' }])], asked);
    expect(other.effects).toMatchObject([{ kind: 'asking' }]);
    expect(other.state.frameIds).toEqual(asked.frameIds);
    const strict = { ...policy, liveness: { challenge: true, passive: { passive: 0.5 } } };
    const screen = step(asked, frame(seen([anna], { liveness: { passive: 0.1 } })), strict);
    expect(screen.state.notLive).toBe(1);
  });
});
