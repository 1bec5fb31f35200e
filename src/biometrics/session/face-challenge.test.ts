import { describe, expect, test } from 'bun:test';
import { drawnFace, tilted } from '../../../test/helpers/camera/mesh.ts';
import { seededRandom } from '../random.ts';
import {
  askedFaceMove,
  type FaceChallengeState,
  followFaceChallenge,
  passFaceUnseen,
  startFaceChallenge,
} from './face-challenge.ts';

const FACES = { rest: drawnFace(), eyes: drawnFace({ eyes: 0.04 }), mouth: drawnFace({ mouth: 0.3 }) };
type Shown = keyof typeof FACES;

/** Runs a challenge to its end with what `show` gives for each request. @returns the outcome and the frames. */
function run(show: (asked: Shown, since: number, frame: number) => number[] | undefined, seed = 1) {
  let state: FaceChallengeState = startFaceChallenge(seededRandom(seed));
  for (let frame = 0, since = 0; frame < 80; frame++, since++) {
    const asked = askedFaceMove(state)!;
    const points = show(asked, since, frame);
    const step = points
      ? followFaceChallenge(state, points)
      : { state: passFaceUnseen(state), outcome: 'going' as const };
    state = step.state;
    if (step.outcome !== 'going') return { outcome: step.outcome, frames: frame + 1, done: state.done };
    if (askedFaceMove(state) !== asked) since = -1;
  }
  return { outcome: 'going', frames: 80, done: state.done };
}

const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);

describe('the challenge of eyes and mouth', () => {
  test('draws six orders of three movements, never one alone, and every length of rest', () => {
    const drawn = SEEDS.map((seed) => startFaceChallenge(seededRandom(seed)));
    expect(new Set(drawn.map(({ moves }) => moves.join(' '))).size).toBe(6);
    for (const { moves } of drawn) expect(new Set(moves).size).toBe(2);
    expect(new Set(drawn.map(({ rests }) => rests[1])).size).toBe(3);
  });

  test('is passed by a person who does as the page asks, after a moment to read', () => {
    for (const seed of SEEDS)
      expect(run((asked, since) => FACES[since < 2 ? 'rest' : asked], seed).outcome).toBe('passed');
  });

  test('lets a person keep a movement until the next request is read', () => {
    for (const seed of SEEDS) {
      let before: Shown = 'rest';
      const lazy = (asked: Shown, since: number) => {
        if (since >= 2) before = asked;
        return FACES[before];
      };
      expect(run(lazy, seed).outcome).toBe('passed');
    }
  });

  test('a blink of one frame is no movement, wanted or not', () => {
    const blinking = (asked: Shown, since: number) => FACES[since === 1 ? 'eyes' : since < 3 ? 'rest' : asked];
    for (const seed of SEEDS) expect(run(blinking, seed).outcome).toBe('passed');
    const onlyBlinks = run((_, __, frame) => FACES[frame % 2 ? 'eyes' : 'rest']);
    expect(onlyBlinks.outcome).not.toBe('passed');
    expect(onlyBlinks.done).toBe(0);
  });

  test('the other movement, held for two frames, ends it', () => {
    const wrong = { rest: 'rest', eyes: 'mouth', mouth: 'eyes' } as const;
    expect(run((asked) => FACES[wrong[asked]])).toMatchObject({ outcome: 'failed', done: 0 });
  });

  test('a movement that began before it was asked ends it', () => {
    const early = run((_, __, frame) => FACES[frame < 3 ? 'rest' : 'eyes']);
    expect(early).toMatchObject({ outcome: 'failed', done: 0 });
  });

  test('a face at rest, however it is tilted, runs out of time', () => {
    const still = run((_, __, frame) =>
      tilted(FACES.rest, { across: 1 - (frame % 5) / 10, down: 0.7, degrees: frame }),
    );
    expect(still).toMatchObject({ outcome: 'failed', done: 0 });
  });

  test('closed eyes in an open mouthed face are neither', () => {
    const both = drawnFace({ eyes: 0.04, mouth: 0.3 });
    expect(run((asked) => (asked === 'rest' ? FACES.rest : both))).toMatchObject({ outcome: 'failed', done: 0 });
  });

  test('nothing is held through frames that cannot be judged', () => {
    const gaps = run((asked, _, frame) => (frame % 2 ? undefined : FACES[asked]));
    expect(gaps.done).toBe(0);
  });
});
