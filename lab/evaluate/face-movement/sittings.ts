/** Challenges of eyes and mouth that are sat through: by a made-up user, and by a recording that knows nothing of it. */
import {
  askedFaceMove,
  type FaceChallengeState,
  type FaceMove,
  followFaceChallenge,
  passFaceUnseen,
  startFaceChallenge,
} from '../../../src/biometrics/session/face-challenge.ts';
import { REACTION_SECONDS } from '../challenge/user.ts';
import type { Seen } from './look.ts';
import { PER_SECOND, type Person } from './person.ts';

/** Seconds from one frame of sign-in to the next. */
export const FRAME_SECONDS = 0.4;
/** Frames of a challenge at most, as sign-in has them (`CHALLENGE_FRAMES`). */
const FRAMES_MOST = 80;
/** How often people blink: 15 times a minute, for 0.3 s. */
const BLINKING = (15 / 60) * 0.3;

export type Asked = FaceMove | 'rest';
export type Sitting = { outcome: 'passed' | 'failed'; done: number; frames: number };

/** Says what the camera sees. `since`: frames since the page asks for `asked`. */
export type Camera = (
  asked: Asked,
  since: number,
  frame: number,
) => Promise<number[] | undefined> | number[] | undefined;

/** Runs one challenge to its end. */
export async function sit(camera: Camera, random: () => number): Promise<Sitting> {
  let state: FaceChallengeState = startFaceChallenge(random);
  for (let frame = 0, since = 0; frame < FRAMES_MOST; frame++, since++) {
    const before = askedFaceMove(state)!;
    const mesh = await camera(before, since, frame);
    if (!mesh) {
      state = passFaceUnseen(state);
      continue;
    }
    const step = followFaceChallenge(state, mesh);
    state = step.state;
    if (step.outcome !== 'going') return { outcome: step.outcome, done: state.done, frames: frame + 1 };
    if (askedFaceMove(state) !== before) since = -1;
  }
  return { outcome: 'failed', done: state.done, frames: FRAMES_MOST };
}

/** A person who does as the page asks, and blinks meanwhile as people do. */
export function cooperative({ rest, eyes, mouth }: Person, random: () => number): Camera {
  const one = (seen: readonly Seen[]) => seen[Math.floor(random() * seen.length)]!.mesh;
  const { least, most } = REACTION_SECONDS;
  let [reaction, held] = [0, rest[0]!.mesh];
  return (asked, since) => {
    if (since === 0) {
      reaction = (least + (most - least) * random()) / FRAME_SECONDS;
      held = one(asked === 'rest' ? rest : { eyes, mouth }[asked]);
    }
    if (asked !== 'rest' && since + 1 >= reaction) return held;
    return one(random() < BLINKING ? eyes : rest);
  };
}

/** A recording that plays from a random start, over and over. */
export function recording({ frames }: Person, random: () => number): Camera {
  const start = Math.floor(random() * frames.length);
  return (_, __, frame) => frames[(start + Math.round(frame * FRAME_SECONDS * PER_SECOND)) % frames.length]?.mesh;
}
