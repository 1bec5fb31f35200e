/**
 * Recordings before the challenge. A clip does not know what is asked, whether it shows an attack or a person. It plays
 * from many starts, over and over as a camera of a file does, with movements drawn anew each time.
 */
import { seededRandom } from '../../../src/biometrics/random.ts';
import { type Rate, rateOf } from '../../../src/biometrics/rates/pad.ts';
import { drawMoves, followChallenge, passUnseen, startChallenge } from '../../../src/biometrics/session/challenge.ts';
import type { Points } from '../../../src/biometrics/session/turn.ts';

/** Tries with each file, by fixed seeds: a run can be repeated. */
export const RECORDING_TRIES = 200;
/** Frames of a clip, which has five a second, from one frame of sign-in to the next: 0.4 s. */
const STEP = 2;
/** More frames than a challenge can last. */
const FRAMES_MOST = 80;

/** What the challenge sees of a frame: nothing where it shows no face. `usable`: a challenge could begin with it. */
export type Followed = { points: Points; usable: boolean } | undefined;

function passes(frames: readonly Followed[], start: number, random: () => number): boolean {
  let state = startChallenge(drawMoves(random), frames[start]!.points);
  for (let i = 1; i <= FRAMES_MOST; i++) {
    const frame = frames[(start + i * STEP) % frames.length];
    if (!frame) {
      state = passUnseen(state);
      continue;
    }
    const step = followChallenge(state, frame.points);
    if (step.outcome !== 'going') return step.outcome === 'passed';
    state = step.state;
  }
  return false;
}

/** How many of {@link RECORDING_TRIES} challenges the recording passes; undefined where none can begin with it. */
export function replayChallenge(frames: readonly Followed[]): Rate | undefined {
  const starts = frames.flatMap((frame, index) => (frame?.usable ? index : []));
  if (starts.length === 0) return undefined;
  let passed = 0;
  for (let seed = 1; seed <= RECORDING_TRIES; seed++) {
    const random = seededRandom(seed);
    if (passes(frames, starts[Math.floor(random() * starts.length)]!, random)) passed++;
  }
  return rateOf(passed, RECORDING_TRIES);
}
