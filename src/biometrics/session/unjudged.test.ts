import { expect, test } from 'bun:test';
import { initialDecision } from '../decision.ts';
import type { Observation, Problem } from '../observation.ts';
import type { SessionState } from './session.ts';
import { afterDecision, type StepPolicy, step } from './step.ts';
import { unjudgedBy } from './unjudged.ts';

const face = {
  box: { x: 0, y: 0, width: 200, height: 200 },
  score: 1,
  pose: { yaw: 0, pitch: 0, roll: 0 },
  quality: { brightness: 128, contrast: 50, sharpness: 200 },
  points: Array.from({ length: 136 }, (_, i) => i),
};
const policy: StepPolicy = {
  rule: { threshold: 0.5, margin: 0.05 },
  liveness: { challenge: true },
  samePerson: 0.5,
  random: () => 0,
};
const anna = [{ userId: 'anna', templateId: 'a', score: 0.9 }];

let bytes = 0;
/** One frame with this problem, or with a face without one. */
function seeFrame(state: SessionState, problem?: Problem, candidates: Observation['candidates'] = []) {
  const observation = { frame: { width: 640, height: 480 }, faces: 1, face, candidates, ...(problem && { problem }) };
  const frame = { observation, id: `${bytes++}`, replayed: false };
  const stepped = step(state, frame, policy);
  if (stepped.effect.kind !== 'decided') return stepped.state;
  return afterDecision(stepped.state, frame, policy, stepped.effect.match).state;
}

/** The state after this many frames of each problem, in this order; `good`: without a problem. */
function after(frames: [Problem | 'good', number][], candidates?: Observation['candidates']): SessionState {
  let state: SessionState = initialDecision();
  for (const [what, count] of frames) {
    for (let i = 0; i < count; i++) state = seeFrame(state, what === 'good' ? undefined : what, candidates);
  }
  return state;
}

test('the most frequent problem is told where most frames had one', () => {
  expect(unjudgedBy(after([['too-dark', 9]]))).toBe('too-dark');
  expect(
    unjudgedBy(
      after([
        ['no-face', 2],
        ['turned-away', 5],
        ['good', 3],
        ['blurred', 1],
      ]),
    ),
  ).toBe('turned-away');
});

test('nothing is told where at least half of the frames were judged', () => {
  expect(
    unjudgedBy(
      after([
        ['good', 4],
        ['too-close', 4],
      ]),
    ),
  ).toBeUndefined();
});

test('frames count while movements are asked for, too', () => {
  const asked = after([['good', 2]]);
  expect(asked.challenge).toBeDefined();
  let state = asked;
  for (let i = 0; i < 3; i++) state = seeFrame(state, 'too-dark');
  expect(unjudgedBy(state)).toBe('too-dark');
  state = seeFrame(state);
  expect(unjudgedBy(state)).toBeUndefined();
});

test('without a decision and without a problem too few frames came', () => {
  expect(unjudgedBy(initialDecision())).toBe('too-few-frames');
  expect(unjudgedBy(after([['good', 1]]))).toBe('too-few-frames');
});

test('it never depends on whose face it is, even where another face makes the movements', () => {
  const tell = (candidates: Observation['candidates']) => {
    let state = after([['good', 2]], candidates);
    const told = [];
    for (const problem of ['too-dark', undefined, 'too-dark', 'too-dark', undefined, 'too-dark'] as const) {
      state = seeFrame(state, problem, []);
      told.push(unjudgedBy(state));
    }
    return told;
  };
  expect(tell(anna)).toEqual(tell([]));
});
