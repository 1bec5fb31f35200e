import { describe, expect, test } from 'bun:test';
import { seededRandom } from '../../src/biometrics/random.ts';
import type { Move } from '../../src/biometrics/session/challenge.ts';
import { type Attacker, attackerOf, STRATEGIES } from './motion.ts';

/** The holds of so many frames, the same movement being asked from the third on. */
function holds(attacker: Attacker, frames: number, asked?: Move) {
  return Array.from({ length: frames }, (_, i) =>
    attacker({ seconds: i * 0.4, since: i - 2, ...(i > 1 && { asked }) }),
  );
}

describe.each(STRATEGIES)('an attacker, %s', (strategy) => {
  test('does the same again for the same seed, and something else for another', () => {
    const course = (seed: number) => holds(attackerOf(strategy, seededRandom(seed)), 20, 'left');
    expect(course(5)).toEqual(course(5));
    expect(course(5)).not.toEqual(course(6));
  });

  test('never tilts the picture by more than 50 degrees, nor moves it in jumps', () => {
    for (let seed = 0; seed < 50; seed++) {
      const course = holds(attackerOf(strategy, seededRandom(seed)), 75, 'left');
      for (const [i, { yaw, pitch, distance }] of course.entries()) {
        expect(Math.hypot(yaw, pitch)).toBeLessThanOrEqual(50 + 1e-9);
        expect(Math.abs(distance - 1)).toBeLessThanOrEqual(0.2);
        expect(Math.abs(distance - (course[i - 1]?.distance ?? distance))).toBeLessThan(0.35);
      }
    }
  });
});

test('who waves comes near 50 degrees to either side, in one attempt or another', () => {
  const yaws = Array.from({ length: 20 }, (_, seed) => holds(attackerOf('waving', seededRandom(seed)), 75)).flat();
  expect(Math.max(...yaws.map(({ yaw }) => yaw))).toBeGreaterThan(40);
  expect(Math.min(...yaws.map(({ yaw }) => yaw))).toBeLessThan(-40);
});

test.each([
  ['left', 'yaw', 1],
  ['right', 'yaw', -1],
  ['up', 'pitch', -1],
  ['down', 'pitch', 1],
] as const)(
  'who follows reads %s for two frames, then tilts the picture that way and holds it',
  (asked, axis, sign) => {
    for (let seed = 0; seed < 20; seed++) {
      const course = holds(attackerOf('following', seededRandom(seed)), 17, asked).map((hold) => hold[axis] * sign);
      for (const tilt of course.slice(0, 4)) expect(Math.abs(tilt)).toBeLessThanOrEqual(4);
      for (const tilt of course.slice(7)) expect(tilt).toBeGreaterThan(10);
    }
  },
);
