/** A kiosk without a server, past which a test walks people. */
import type { WatchState } from '../../../src/biometrics/kiosk/state.ts';
import { initialWatch, type WatchEffect, watchFrame, welcome } from '../../../src/biometrics/kiosk/watch.ts';
import type { Candidate, Observation } from '../../../src/biometrics/observation.ts';
import type { Move } from '../../../src/biometrics/session/challenge.ts';
import type { StepPolicy } from '../../../src/biometrics/session/step.ts';
import { head, POSES, seen } from './head.ts';

const SCORE = 0.9;
export const policy = (liveness: StepPolicy['liveness'] = { challenge: false }): StepPolicy => ({
  rule: { threshold: 0.5, margin: 0.05, samePerson: 0.4 },
  liveness,
  samePerson: 0.4,
  random: () => 0,
});

export const as = (userId: string, score = SCORE): Candidate[] => [{ userId, templateId: `${userId} 1`, score }];

export function showing(candidates: Candidate[], pose: Move | 'front' = 'front'): Observation {
  const face = {
    box: { x: 0, y: 0, width: 200, height: 200 },
    score: 1,
    pose: { yaw: 0, pitch: 0, roll: 0 },
    quality: { brightness: 128, contrast: 50, sharpness: 200 },
    points: seen(head(), ...POSES[pose]),
  };
  return { frame: { width: 640, height: 480 }, faces: 1, face, candidates };
}
export const nobody: Observation = { frame: { width: 640, height: 480 }, faces: 0, problem: 'no-face', candidates: [] };
export const far: Observation = { ...showing([]), problem: 'too-far' };

/** A kiosk that a test walks people past. It welcomes whom it finds, as the server does. */
export function kiosk(rules = policy()) {
  let [now, frames] = [1_000_000, 0];
  let state: WatchState = initialWatch(now);
  const greeted: string[] = [];
  const frame = (observation: Observation, wait = 300): WatchEffect => {
    now += wait;
    const one = { id: String(++frames), replayed: false, observation };
    const watched = watchFrame(state, one, rules, now);
    state = watched.state;
    if (watched.effect.kind === 'found') {
      const { userId } = watched.effect.match;
      const welcomed = welcome(state, userId, now);
      state = welcomed.state;
      if (welcomed.first) greeted.push(userId);
    }
    return watched.effect;
  };
  const during = (milliseconds: number, observation: Observation, step = 300) => {
    const effects: WatchEffect[] = [];
    for (let at = 0; at < milliseconds; at += step) effects.push(frame(observation, step));
    return effects;
  };
  return { frame, during, greeted, state: () => state, now: () => now };
}
