import { describe, expect, test } from 'bun:test';
import { head, seen } from '../../../test/helpers/camera/head.ts';
import {
  askedMove,
  type ChallengeState,
  drawMoves,
  followChallenge,
  type Move,
  passUnseen,
  startChallenge,
} from './challenge.ts';

const POSES: Record<Move | 'front', [yaw: number, pitch: number]> = {
  front: [0, 0],
  left: [28, 0],
  right: [-28, 0],
  up: [0, -25],
  down: [0, 25],
};
const view = (pose: Move | 'front', depth = 1) => seen(head(depth), ...POSES[pose]);

/** The outcome after these poses, one a frame, the state going through JSON in between; `unseen` cannot be judged. */
function run(moves: Move[], poses: (Move | 'front' | 'unseen')[], depth = 1): string {
  let state = startChallenge(moves, view('front', depth));
  let outcome = 'going';
  for (const pose of poses) {
    if (pose === 'unseen') {
      state = passUnseen(state);
      continue;
    }
    const step = followChallenge(state, view(pose, depth));
    state = JSON.parse(JSON.stringify(step.state)) as ChallengeState;
    outcome = step.outcome;
    if (outcome !== 'going') break;
  }
  return outcome;
}

describe('the movements that are drawn', () => {
  const drawn = Array.from({ length: 1000 }, (_, i) => drawMoves(() => i / 1000).join(' '));

  test('are two different ones, at least one of them a turn, ten sequences equally likely', () => {
    const counts = new Map<string, number>();
    for (const sequence of drawn) counts.set(sequence, (counts.get(sequence) ?? 0) + 1);
    expect(counts.size).toBe(10);
    for (const [sequence, count] of counts) {
      const [first, second] = sequence.split(' ');
      expect(first).not.toBe(second);
      expect(sequence).toMatch(/left|right/);
      expect(count).toBe(100);
    }
  });

  test('are there for every random number below 1', () => {
    expect(drawMoves(() => 0)).toHaveLength(2);
    expect(drawMoves(() => 1 - 2 ** -32)).toHaveLength(2);
  });
});

describe('a challenge', () => {
  test('is passed by a head that makes the movements in their order, in its own time', () => {
    expect(run(['left', 'up'], ['front', 'front', 'left', 'left', 'front', 'up', 'front', 'up'])).toBe('passed');
    expect(run(['right', 'left'], ['front', 'right', 'right', 'right', 'front', 'left', 'left'])).toBe('passed');
    expect(run(['down', 'right'], ['front', 'down', 'down', 'front', 'right', 'right'])).toBe('passed');
  });

  test('is not passed by a movement that only one frame shows', () => {
    expect(run(['left', 'up'], ['front', 'left', 'front', 'front'])).toBe('going');
    expect(run(['left', 'up'], ['front', 'left', ...Array<'front'>(14).fill('front')])).toBe('failed');
  });

  test('asks for one movement after the other', () => {
    const state = startChallenge(['left', 'up'], view('front'));
    expect(askedMove(state)).toBe('left');
    const waiting = followChallenge(state, view('front')).state;
    const once = followChallenge(waiting, view('left')).state;
    expect(askedMove(once)).toBe('left');
    const { state: next } = followChallenge(once, view('left'));
    expect(askedMove(next)).toBe('up');
    const still = followChallenge(next, view('front')).state;
    const looking = followChallenge(still, view('up')).state;
    expect(askedMove(followChallenge(looking, view('up')).state)).toBeUndefined();
  });

  test('is failed by another movement', () => {
    expect(run(['left', 'up'], ['front', 'right'])).toBe('failed');
    expect(run(['left', 'up'], ['front', 'left', 'left', 'front', 'down'])).toBe('failed');
    expect(run(['left', 'up'], ['front', 'left', 'left', 'front', 'right'])).toBe('failed');
  });

  test('takes no nod of a head that is turned away', () => {
    const state = startChallenge(['up', 'left'], view('front'));
    const { state: next, outcome } = [0, 1, 2, 3].reduce(
      (step) => followChallenge(step.state, seen(head(), -18, -30)),
      followChallenge(state, view('front')),
    );
    expect([askedMove(next), outcome]).toEqual(['up', 'going']);
  });

  test('is failed by a face that moves before anybody could have read what is asked', () => {
    expect(run(['left', 'up'], ['left'])).toBe('failed');
  });

  test('lets time pass with a frame that cannot be judged: who moves with the next one was not too soon', () => {
    expect(run(['left', 'up'], ['unseen', 'left', 'left', 'unseen', 'up', 'up'])).toBe('passed');
    expect(run(['left', 'up'], ['unseen', 'right'])).toBe('failed');
  });

  test('waits for a face that it cannot judge', () => {
    expect(run(['left', 'up'], [...Array<'unseen'>(30).fill('unseen'), 'left', 'left'])).toBe('going');
  });

  test('is failed by a face that does not move for six seconds', () => {
    expect(run(['left', 'up'], Array<'front'>(14).fill('front'))).toBe('going');
    expect(run(['left', 'up'], Array<'front'>(15).fill('front'))).toBe('failed');
  });

  test('is not passed by a flat picture that is turned as asked', () => {
    const steep: Record<string, [number, number]> = { left: [60, 0], front: [0, 0] };
    let state = startChallenge(['left', 'right'], view('front', 0));
    const outcomes = ['front', 'front', 'left', 'left', 'left'].map((pose) => {
      const step = followChallenge(state, seen(head(0), ...steep[pose]!));
      state = step.state;
      return step.outcome;
    });
    expect(new Set(outcomes)).toEqual(new Set(['going']));
    expect(askedMove(state)).toBe('left');
  });
});
